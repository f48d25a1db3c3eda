import type { TransitionRow } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import type { Kind, Thing, World } from './world.ts'

/** What time does is no operation's. */
export const time = 'time'

/** States in which an operation has something to do, where no table of the contract says it. */
const states: Record<string, readonly string[]> = {
  'sessions.end': ['active'],
  'agents.resume': ['suspended'],
  'agents.suspend': ['active', 'silent'],
  'apiKeys.revoke': ['active'],
}

/** Where a sequence is headed: one transition that it tries to reach, one operation that it must not leave out. */
export class Course {
  readonly #rows: readonly TransitionRow[]
  readonly #goal: TransitionRow | undefined
  readonly #wish: Operation | undefined

  constructor(rows: readonly TransitionRow[], goal?: TransitionRow, wish?: Operation) {
    this.#rows = rows
    this.#goal = goal
    this.#wish = wish
  }

  /** Whether a thing is in a state in which an operation has something to do. */
  suits(operation: string, { status }: Thing): boolean {
    const from = this.#rows.filter((row) => row.operation === operation).map((row) => row.from)
    const able = states[operation] ?? from.filter((state) => state !== null)
    return able.length === 0 || able.includes(status ?? '')
  }

  /** Operations, and perhaps `time`, that bring the sequence nearer to where it is headed, with their conditions. */
  next(world: World): Map<string, string | null> {
    const next = new Map<string, string | null>()
    if (this.#wish) {
      const [name] = this.#wish.pathParams
      next.set(firstOf(this.#wish.id, name?.replace(/_id$/, '') as Kind, world), null)
    }
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
    const there = world.of(row.resource as Kind).some(({ status }) => status === row.from)
    if (row.from === null || there) {
      next.set(firstOf(row.operation ?? time, undefined, world), row.condition)
      return
    }
    for (const before of this.#rows) {
      const leads = before.resource === row.resource && before.to === row.from
      if (leads && before.from !== before.to) this.#towards(before, world, next, seen)
    }
  }
}

const makers: Partial<Record<Kind, string>> = {
  session: 'sessions.start',
  policy: 'policies.create',
  decision: 'guard.decide',
  action: 'actions.create',
  approval: 'actions.create',
  assumption: 'assumptions.create',
  api_key: 'apiKeys.create',
}

/** What is about a thing needs one first. */
function firstOf(operation: string, kind: Kind | undefined, world: World): string {
  const isAboutAction = operation === 'assumptions.create' && world.of('action').length === 0
  if (isAboutAction) return 'actions.create'
  const maker = kind && makers[kind]
  return maker && world.of(kind).length === 0 ? firstOf(maker, undefined, world) : operation
}
