import type { TransitionRow } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import type { Kind, Kinds } from './kinds.ts'
import type { Thing, World } from './world.ts'

/** What time does is no operation's. */
export const time = 'time'

/** States in which an operation has something to do, where no table of the contract says it. */
const states: Record<string, readonly string[]> = {
  'sessions.end': ['active'],
  'agents.resume': ['suspended'],
  'agents.suspend': ['active', 'silent'],
  'apiKeys.revoke': ['active'],
  'signals.acknowledge': ['open', 'acknowledged'],
  'contextThreads.addEntry': ['open'],
  'contextThreads.close': ['open'],
  'messageThreads.resolve': ['open'],
}

/** What no call makes is told of by a list, once workers have noticed something. */
const sources: Record<Kind, readonly string[]> = {
  signal: ['signals.list'],
}

/** Where a sequence is headed: one transition that it tries to reach, one operation that it must not leave out. */
export class Course {
  readonly #kinds: Kinds
  readonly #rows: readonly TransitionRow[]
  readonly #goal: TransitionRow | undefined
  readonly #wish: Operation | undefined

  constructor(
    kinds: Kinds,
    rows: readonly TransitionRow[],
    goal?: TransitionRow,
    wish?: Operation,
  ) {
    this.#kinds = kinds
    this.#rows = rows
    this.#goal = goal
    this.#wish = wish
  }

  /** Whether a thing is in a state in which an operation has something to do. */
  suits(operation: string, { status }: Thing): boolean {
    if (status === 'deleted') return false
    const from = this.#rows.filter((row) => row.operation === operation).map((row) => row.from)
    const able = states[operation] ?? from.filter((state) => state !== null)
    return able.length === 0 || able.includes(status ?? '')
  }

  /** Operations, and perhaps `time`, that bring the sequence nearer to where it is headed, with their conditions. */
  next(world: World): Map<string, string | null> {
    const next = new Map<string, string | null>()
    if (this.#wish) for (const first of this.#firstOf(this.#wish, world)) next.set(first, null)
    if (this.#goal) this.#towards(this.#goal, world, next, new Set())
    return next
  }

  /** `decision block` as its two words; undefined: the condition is for people. */
  wanted(operation: string, world: World): readonly [name: string, value: string] | undefined {
    const [, name, value] = /^(\w+) (\w+)$/.exec(this.next(world).get(operation) ?? '') ?? []
    return name && value ? [name, value] : undefined
  }

  #towards(
    row: TransitionRow,
    world: World,
    next: Map<string, string | null>,
    seen: Set<string>,
  ): void {
    if (seen.has(row.id)) return
    seen.add(row.id)
    const there = world.of(row.resource).some(({ status }) => status === row.from)
    if (row.from === null || there) {
      next.set(row.operation ?? time, row.condition)
      return
    }
    for (const before of this.#rows) {
      const leads = before.resource === row.resource && before.to === row.from
      if (leads && before.from !== before.to) this.#towards(before, world, next, seen)
    }
  }

  /** What is about a thing needs one first. */
  #firstOf(operation: Operation, world: World): readonly string[] {
    for (const kind of this.#kinds.neededBy(operation)) {
      if (world.of(kind).length > 0) continue
      const maker = this.#kinds.makerOf(kind)
      return maker ? this.#firstOf(maker.operation, world) : (sources[kind] ?? [])
    }
    return [operation.id]
  }
}
