import { beforeAll, expect, test } from 'vitest'
import { brokenBrokers } from './broken-brokers.ts'
import { brokerCases, type OpenBroker } from './index.ts'

const handOver = 'what is published while history is read is neither lost nor doubled'
const overflow = 'a buffer that is full while history is read costs nothing'
const slowConsumer = 'a live subscriber that is too slow is ended, alone, and resumes'
const restored = 'after a restored log only cursors that it lacks are reset'

/** What each mistake is found by: all of the cases that fail, and no other. */
const findings: Record<keyof typeof brokenBrokers, readonly string[]> = {
  readsFirst: [handOver, overflow, restored, slowConsumer],
  doublesAtHandOver: [handOver, overflow, restored, slowConsumer],
  comparesPositionsOnly: [
    'an event after another predecessor than the newest is forked',
    'another epoch is refused until it is adopted',
    'a cursor whose seq another event took over is reset',
    'a log that lost its tail while it is read, and has grown again, is told by a reset',
    restored,
  ],
  buffersWithoutBound: [slowConsumer],
  resetsByItself: [
    'what the broker does not hold comes from the log',
    handOver,
    overflow,
    'what comes later than the next is held until the log has told the rest',
    'a cursor that the log knows is never reset, whatever the broker holds',
    'a log that lost its tail while it is read, and has grown again, is told by a reset',
    restored,
    'what is trimmed while history is read is told by a reset',
    'a hole in the log is an alarm and no reset',
    'subscribers that ask the same at once are told by one read',
  ],
}

const names = Object.keys(brokenBrokers) as (keyof typeof brokenBrokers)[]
let failed: Map<string, readonly string[]>

// All at once, as a mistake is often found by something that never comes.
beforeAll(async () => {
  const found = names.map(async (name) => [name, await failures(brokenBrokers[name])] as const)
  failed = new Map(await Promise.all(found))
}, 20_000)

async function failures(open: OpenBroker): Promise<readonly string[]> {
  const examined = brokerCases.map(({ name, run }) =>
    run(open).then(
      () => [],
      () => [name],
    ),
  )
  return (await Promise.all(examined)).flat()
}

test.each(names)('a broker that %s is found out', (name) => {
  expect(failed.get(name)).toEqual(findings[name])
})

test('every case has a name of its own', () => {
  expect(new Set(brokerCases.map(({ name }) => name)).size).toBe(brokerCases.length)
})
