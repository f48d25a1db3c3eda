import { expect, test } from 'vitest'
import type { Broker } from './broker.ts'
import { createBroker } from './create-broker.ts'
import { createRelay, type RelayProblem } from './create-relay.ts'
import { MemoryLog } from './testing/index.ts'

const org = 'org_a'

function setUp(broker: Broker = createBroker()) {
  const log = new MemoryLog()
  const problems: RelayProblem[] = []
  const relay = createRelay({ source: log, broker, onProblem: (one) => problems.push(one) })
  const held = async () => (await broker.history(org, { after: null, limit: 1000 })).events
  const heldSeqs = async () => (await held()).map(({ seq }) => seq)
  const wake = async (orgId = org) => {
    relay.wake(orgId)
    await relay.idle()
  }
  return { log, broker, relay, problems, heldSeqs, wake }
}

const head = ({ log }: { log: MemoryLog }, orgId = org) => {
  const { firstSeq: _, ...place } = log.headNow(orgId)
  return place
}

test('a woken relay passes on what the log has after its cursor', async () => {
  const { log, relay, heldSeqs, wake, problems } = setUp()
  await relay.sweep()
  log.append(org, 2)
  await wake()
  log.append(org, 450)
  await wake()
  expect((await heldSeqs()).length).toBe(450)
  log.append(org, 1)
  await wake()
  expect((await heldSeqs()).at(-1)).toBe(453)
  expect(problems).toEqual([])
})

test('an org that nobody heard of starts at the head of its log', async () => {
  const set = setUp()
  set.log.append(org, 30)
  const subscription = set.broker.subscribe(org, { after: set.log.idAt(org, 28), source: set.log })
  await set.wake()
  expect(await set.broker.head([org])).toEqual([head(set)])
  expect(await set.heldSeqs()).toEqual([])
  for (const seq of [29, 30]) expect((await subscription.next()).value).toMatchObject({ seq })
})

test('the first sweep takes what is there for passed on, later ones do not', async () => {
  const set = setUp()
  set.log.append(org, 3)
  await set.relay.sweep()
  expect(await set.broker.head([org])).toEqual([])
  set.log.append(org, 2)
  set.log.append('org_b', 1)
  await set.relay.sweep()
  expect(await set.heldSeqs()).toEqual([4, 5])
  expect(await set.broker.head(['org_b'])).toEqual([head(set, 'org_b')])
})

test('a sweep goes through more orgs than fit on a page', async () => {
  const { log, relay, broker } = setUp()
  await relay.sweep()
  const orgs = Array.from({ length: 1100 }, (_, index) => `org_${index}`)
  for (const orgId of orgs) log.append(orgId)
  await relay.sweep()
  expect(await broker.head(orgs)).toHaveLength(1100)
})

test('wakes that come together cost one pass, and none is forgotten', async () => {
  const { log, relay, heldSeqs } = setUp()
  await relay.sweep()
  log.append(org)
  relay.wake(org)
  await relay.idle()
  const before = log.asked.length
  for (let count = 0; count < 50; count += 1) {
    log.append(org)
    relay.wake(org)
  }
  await relay.idle()
  expect(log.asked.length - before).toBeLessThanOrEqual(2)
  expect((await heldSeqs()).at(-1)).toBe(51)
})

test('a log that fails is asked again', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 2)
  const gone = new Error('the disk is gone')
  set.log.onAnswer = () => Promise.reject(gone)
  await set.wake()
  expect(set.problems).toEqual([{ kind: 'failed', orgId: org, error: gone }])
  await expect(set.relay.sweep()).rejects.toBe(gone)
  set.log.onAnswer = () => {}
  await set.relay.sweep()
  expect(await set.broker.head([org])).toEqual([head(set)])
})

test('an answer of the broker that was lost doubles nothing', async () => {
  const broker = createBroker()
  let lost = 0
  const flaky: Broker = {
    ...pass(broker),
    publish: (async (event: never, position: never) => {
      const result = await broker.publish(event, position)
      lost += 1
      if (lost % 3 === 0) throw new Error('the connection is lost')
      return result
    }) as Broker['publish'],
  }
  const { log, relay, heldSeqs, wake, problems } = setUp(flaky)
  log.append(org)
  await relay.sweep()
  log.append(org, 10)
  for (let count = 0; count < 10; count += 1) await wake()
  expect(await heldSeqs()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  expect(problems.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed'])
})

test('a broker that fell behind is given what it lacks', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 5)
  await set.wake()
  await set.broker.adopt({ ...head(set), seq: 2, id: set.log.idAt(org, 2) })
  set.log.append(org)
  await set.wake()
  expect(await set.heldSeqs()).toEqual([3, 4, 5, 6])
  expect(set.problems).toEqual([])
})

test('a broker that lacks what was trimmed starts at the head of the log', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 9)
  await set.wake()
  await set.broker.adopt({ ...head(set), seq: 2, id: set.log.idAt(org, 2) })
  set.log.trim(org, 5)
  await set.relay.sweep()
  expect(set.problems).toEqual([{ kind: 'gap', orgId: org }])
  expect(await set.broker.head([org])).toEqual([head(set)])
})

test.each([
  ['shorter than what was passed on', 0],
  ['as long again', 2],
  ['longer', 4],
])('a log that lost its tail and is %s gets a new epoch', async (_, appended) => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 9)
  await set.wake()
  set.log.loseTail(org, 2)
  set.log.append(org, appended)
  await set.wake()
  await set.relay.sweep()
  expect(set.problems).toEqual([{ kind: 'forked', orgId: org }])
  expect(head(set).epoch).toBe(2)
  expect(await set.broker.head([org])).toEqual([head(set)])
})

test('a wake is enough to find out that the log ends before what was passed on', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 9)
  await set.wake()
  set.log.loseTail(org, 2)
  await set.wake()
  expect(set.problems).toEqual([{ kind: 'forked', orgId: org }])
})

test('a log that loses its tail between two pages is found out', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 1)
  await set.wake()
  set.log.append(org, 450)
  let reads = 0
  set.log.onAnswer = (question) => {
    reads += question === 'read' ? 1 : 0
    if (reads !== 1 || question !== 'read') return
    set.log.loseTail(org, 300)
    set.log.append(org, 300)
  }
  await set.wake()
  expect(set.problems).toEqual([{ kind: 'forked', orgId: org }])
  expect(await set.broker.head([org])).toEqual([head(set)])
})

test('a broker that is ahead with an event that the log never had is found out', async () => {
  const set = setUp()
  set.log.append(org, 4)
  const foreign = set.log.idAt(org, 4)
  set.log.loseTail(org, 3)
  await set.relay.sweep()
  set.log.append(org, 5)
  await set.broker.adopt({ ...head(set), seq: 4, id: foreign })
  await set.wake()
  expect(set.problems).toEqual([{ kind: 'forked', orgId: org }])
  expect(await set.broker.head([org])).toEqual([head(set)])
})

test('what a sweep has found is not forgotten over a wake', async () => {
  const set = setUp()
  const relay = createRelay({
    source: set.log,
    broker: set.broker,
    concurrency: 1,
    onProblem: (problem) => set.problems.push(problem),
  })
  await relay.sweep()
  set.log.append(org, 9)
  relay.wake(org)
  await relay.idle()
  const gate = Promise.withResolvers<void>()
  set.log.onAnswer = (question) => (question === 'read' ? gate.promise : undefined)
  set.log.append('org_b')
  relay.wake('org_b')
  await set.log.changeEpoch(org, 1)
  const sweep = relay.sweep()
  await new Promise<void>((resolve) => setImmediate(resolve))
  relay.wake(org)
  gate.resolve()
  await sweep
  expect(set.problems).toEqual([{ kind: 'epoch', orgId: org }])
})

test('an epoch that was changed elsewhere is taken over', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 3)
  await set.wake()
  await set.log.changeEpoch(org, 1)
  await set.relay.sweep()
  expect(set.problems).toEqual([{ kind: 'epoch', orgId: org }])
  expect(await set.broker.head([org])).toEqual([head(set)])
  set.log.append(org)
  await set.wake()
  expect(await set.heldSeqs()).toEqual([4])
})

test('two relays of one log pass each event on once', async () => {
  const set = setUp()
  const other = createRelay({ source: set.log, broker: set.broker })
  await Promise.all([set.relay.sweep(), other.sweep()])
  for (let round = 0; round < 20; round += 1) {
    set.log.append(org, 3)
    set.relay.wake(org)
    other.wake(org)
    await Promise.all([set.relay.idle(), other.idle()])
  }
  const seqs = await set.heldSeqs()
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index))
  expect(seqs.at(-1)).toBe(60)
  expect(set.problems).toEqual([])
})

test('a hole in the log is told and never passed over', async () => {
  const set = setUp()
  await set.relay.sweep()
  set.log.append(org, 2)
  await set.wake()
  set.log.append(org, 5)
  set.log.punchHole(org, 4)
  await set.wake()
  expect(set.problems).toMatchObject([{ kind: 'failed', error: { code: 'log_broken' } }])
  expect((await set.broker.head([org]))[0]?.seq).toBe(2)
})

test('a stopped relay passes nothing on', async () => {
  const set = setUp()
  await set.relay.sweep()
  await set.relay.stop()
  set.log.append(org)
  await set.wake()
  expect(await set.broker.head([org])).toEqual([])
})

function pass(broker: Broker): Broker {
  return {
    publish: broker.publish.bind(broker),
    adopt: broker.adopt.bind(broker),
    subscribe: broker.subscribe.bind(broker),
    history: broker.history.bind(broker),
    head: broker.head.bind(broker),
    health: broker.health.bind(broker),
    close: broker.close.bind(broker),
  }
}
