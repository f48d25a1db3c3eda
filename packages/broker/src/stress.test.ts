import { expect, test } from 'vitest'
import type { Broker } from './broker.ts'
import { createBroker } from './create-broker.ts'
import { createRelay } from './create-relay.ts'
import { parseEventId } from './event-id.ts'
import { MemoryLog } from './testing/index.ts'

const org = 'org_a'
const subscribers = 300
const publishers = 4
const eventsPerPublisher = 300
/** In ms: far more than it takes, on a machine that does much else. */
const limitMs = 60_000

interface Tally {
  lost: number
  doubled: number
  disordered: number
  resets: number
  cuts: number
  overflows: number
}

/** The same pseudo-random numbers in every run (mulberry32), so that a failure comes again. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Reads until the last seq, hanging up now and then and coming back with the cursor. */
async function subscribe(
  { broker, log, tally, total }: { broker: Broker; log: MemoryLog; tally: Tally; total: number },
  { random, slowness }: { readonly random: () => number; readonly slowness: number },
): Promise<void> {
  let cursor = log.idAt(org, 0)
  let seen = 0
  while (seen < total) {
    let patience = 1 + Math.floor(random() * 400)
    try {
      const options = { after: cursor, source: log, maxBufferBytes: 16 * 1024 }
      for await (const delivery of broker.subscribe(org, options)) {
        cursor = delivery.id
        const seq = parseEventId(org, cursor)?.seq ?? 0
        if (delivery.type === 'reset') tally.resets += 1
        else if (seq <= seen) tally.doubled += 1
        else if (seq > seen + 1) tally.lost += seq - seen - 1
        if (seq < seen) tally.disordered += 1
        seen = Math.max(seen, seq)
        patience -= 1
        if (seen === total || patience === 0) break
        if (random() < slowness) await turn()
      }
      tally.cuts += 1
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'slow_consumer') throw error
      tally.overflows += 1
    }
  }
}

test(
  '300 subscribers and four publishers at full speed: nothing lost, doubled or out of order',
  async () => {
    const log = new MemoryLog()
    log.onAnswer = turn
    const broker = createBroker({ replayWindowEvents: 200 })
    const relay = createRelay({ source: log, broker })
    await relay.sweep()
    const tally = { lost: 0, doubled: 0, disordered: 0, resets: 0, cuts: 0, overflows: 0 }
    const total = publishers * eventsPerPublisher
    const random = seeded(1)
    const reading = Array.from({ length: subscribers }, (_, index) =>
      subscribe({ broker, log, tally, total }, { random, slowness: index % 10 === 0 ? 0.9 : 0.01 }),
    )
    const publish = async () => {
      for (let left = eventsPerPublisher; left > 0; left -= 1) {
        log.append(org)
        relay.wake(org)
        await turn()
      }
    }
    await Promise.all([...Array.from({ length: publishers }, publish), ...reading])
    await broker.close()
    await relay.stop()
    const { cuts, overflows, ...wrong } = tally
    expect(wrong).toEqual({ lost: 0, doubled: 0, disordered: 0, resets: 0 })
    expect(cuts).toBeGreaterThan(subscribers)
    expect(overflows).toBeGreaterThan(0)
  },
  limitMs,
)
