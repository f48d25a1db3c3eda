import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Broker, Subscription } from './broker.ts'
import { createBroker } from './create-broker.ts'
import { createRelay, type Relay, type RelayProblem } from './create-relay.ts'
import { parseEventId } from './event-id.ts'
import { type ManualClock, MemoryLog, manualClock } from './testing/index.ts'

const org = 'org_a'

/** Something that befalls the log, the broker or a subscriber; numbers are shares of what there is. */
type Step =
  | { readonly kind: 'commit'; readonly count: number; readonly woken: boolean }
  | { readonly kind: 'sweep' | 'cut' | 'resume' | 'restore'; readonly pick: number }
  | { readonly kind: 'trim' | 'advance' | 'settle'; readonly pick: number }

const pick = fc.nat({ max: 99 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      count: fc.integer({ min: 1, max: 30 }),
      woken: fc.boolean(),
    }),
  },
  ...(
    [
      ['cut', 4],
      ['resume', 4],
      ['settle', 3],
      ['sweep', 2],
      ['trim', 1],
      ['advance', 1],
      ['restore', 1],
    ] as const
  ).map(([kind, weight]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), pick }),
  })),
)

/** Lets other work go first, for as many turns as it is told. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
}

const macroTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** One who reads all the time, but for the times at which its connection is cut. */
class Reader {
  readonly #world: World
  readonly #pace: number
  cursor: string
  resets = 0
  #subscription: Subscription | null = null
  #running: Promise<void> = Promise.resolve()

  constructor(world: World, pace: number) {
    this.#world = world
    this.#pace = pace
    this.cursor = world.log.idAt(org, 0)
  }

  resume(): void {
    if (this.#subscription !== null) return
    const { broker, log } = this.#world
    const options = { after: this.cursor, source: log, maxBufferBytes: 1500 }
    this.#subscription = broker.subscribe(org, options)
    this.#running = this.#read(this.#subscription)
  }

  async cut(): Promise<void> {
    await this.#subscription?.return?.()
    await this.#running
  }

  async #read(subscription: Subscription): Promise<void> {
    try {
      for await (const delivery of subscription) {
        if (delivery.type === 'event') this.#world.check(this.cursor, delivery.id)
        else this.#checkReset(delivery.cursor)
        this.cursor = delivery.id
        await turns(this.#pace)
      }
    } catch (error) {
      // It comes back, like any client.
      const { code } = error as { readonly code?: string }
      const isTold = code === 'log_broken' && this.#world.hasLostTail
      if (code !== 'slow_consumer' && !isTold) this.#world.failures.push(error)
    } finally {
      this.#subscription = null
    }
  }

  #checkReset(cursor: string): void {
    this.resets += 1
    if (cursor !== this.cursor) this.#world.failures.push(`a reset of another's cursor ${cursor}`)
    if (this.#world.holds(cursor)) this.#world.failures.push(`a reset of ${cursor} for nothing`)
  }
}

class World {
  readonly log = new MemoryLog()
  readonly clock: ManualClock = manualClock()
  readonly problems: RelayProblem[] = []
  readonly failures: unknown[] = []
  /** From then on the log may lack what was published, until a sweep has found that out. */
  hasLostTail = false
  readonly broker: Broker
  readonly relay: Relay
  /** What each event came after when it was committed. */
  readonly #before = new Map<string, string>()

  constructor(delays: readonly number[]) {
    this.broker = createBroker({ clock: this.clock, replayWindowEvents: 15 })
    this.relay = createRelay({
      source: this.log,
      broker: this.broker,
      onProblem: (problem) => this.problems.push(problem),
    })
    let asked = 0
    this.log.onAnswer = () => {
      asked += 1
      return turns(delays[asked % delays.length] ?? 0)
    }
  }

  commit(count: number): void {
    for (let done = 0; done < count; done += 1) {
      const { id: before } = this.log.headNow(org)
      for (const { id } of this.log.append(org)) this.#before.set(id, before)
    }
  }

  check(cursor: string, id: string): void {
    if (this.#before.get(id) === cursor) return
    const [from, to] = [cursor, id].map((one) => parseEventId(org, one)?.seq)
    this.failures.push(`seq ${to} came after ${from}`)
  }

  /** Whether a cursor is one that the log can go on from. */
  holds(cursor: string): boolean {
    const seq = parseEventId(org, cursor)?.seq ?? -1
    const { firstSeq, seq: newest } = this.log.headNow(org)
    return seq >= firstSeq - 1 && seq <= newest && this.log.idAt(org, seq) === cursor
  }
}

async function live(world: World, readers: readonly Reader[], steps: readonly Step[]) {
  const { log, relay, clock } = world
  for (const taken of steps) {
    const reader = 'pick' in taken ? readers[taken.pick % readers.length] : undefined
    if (taken.kind === 'commit') {
      world.commit(taken.count)
      if (taken.woken) relay.wake(org)
    } else if (taken.kind === 'sweep') void relay.sweep()
    else if (taken.kind === 'cut') await reader?.cut()
    else if (taken.kind === 'resume') reader?.resume()
    else if (taken.kind === 'settle') await turns(taken.pick * 3)
    else if (taken.kind === 'advance') clock.advance(taken.pick * 20_000)
    else if (taken.kind === 'trim') {
      const { firstSeq, seq } = log.headNow(org)
      log.trim(org, Math.min(seq - 1, firstSeq + Math.floor(((seq - firstSeq) * taken.pick) / 100)))
    } else {
      const { firstSeq, seq } = log.headNow(org)
      world.hasLostTail = true
      log.loseTail(org, Math.min(taken.pick % 12, seq - firstSeq))
    }
    await turns(2)
  }
}

/**
 * Waits until everybody has seen the newest event, for as many turns as that may take at most. Who
 * was told events that the log lost learns of it when the log comes to their seqs again, at the latest.
 */
async function settle(world: World, readers: readonly Reader[]): Promise<void> {
  const furthest = Math.max(...readers.map(({ cursor }) => parseEventId(org, cursor)?.seq ?? 0))
  world.commit(Math.max(1, furthest + 1 - world.log.headNow(org).seq))
  await world.relay.sweep()
  const { id } = world.log.headNow(org)
  for (let turn = 0; turn < 500; turn += 1) {
    for (const reader of readers) reader.resume()
    if (readers.every(({ cursor }) => cursor === id)) return
    await macroTurn()
  }
  world.failures.push('somebody never saw the newest event')
}

const scenario = {
  steps: fc.array(step, { maxLength: 60, size: 'max' }),
  paces: fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 5, size: 'max' }),
  delays: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 7, size: 'max' }),
}

async function play(
  steps: readonly Step[],
  paces: readonly number[],
  delays: readonly number[],
): Promise<readonly Reader[]> {
  const world = new World(delays)
  await world.relay.sweep()
  const readers = paces.map((pace) => new Reader(world, pace))
  await live(world, readers, steps)
  await settle(world, readers)
  await world.broker.close()
  await world.relay.stop()
  expect(world.failures).toEqual([])
  expect(world.problems.filter(({ kind }) => kind === 'failed')).toEqual([])
  return readers
}

test('whatever happens, each event comes once and in order, and a reset is true', async () => {
  const property = fc.asyncProperty(
    ...([scenario.steps, scenario.paces, scenario.delays] as const),
    async (...given) => void (await play(...given)),
  )
  await fc.assert(property, { numRuns: 400 })
}, 20_000)

test('nobody is reset while the log keeps everything', async () => {
  const kept = scenario.steps.map((steps) =>
    steps.filter(({ kind }) => kind !== 'trim' && kind !== 'restore'),
  )
  const property = fc.asyncProperty(kept, scenario.paces, scenario.delays, async (...given) => {
    const readers = await play(...given)
    expect(readers.map(({ resets }) => resets)).toEqual(readers.map(() => 0))
  })
  await fc.assert(property, { numRuns: 200 })
}, 20_000)
