import type { Event } from '@coxswain/contract'
import { expect, test } from 'vitest'
import type { Subscription } from './broker.ts'
import { createBroker } from './create-broker.ts'
import { MemoryLog, type Question } from './testing/index.ts'

const org = 'org_a'

function setUp() {
  const log = new MemoryLog()
  const broker = createBroker()
  const publish = async (event: Event, prevId = log.idAt(org, event.seq - 1)) => {
    const { epoch } = log.headNow(org)
    return broker.publish(event, { epoch, seq: event.seq, prevId })
  }
  const commit = async (count: number) => {
    for (const event of log.append(org, count)) await publish(event)
  }
  const subscribe = (after: string | number) =>
    broker.subscribe(org, {
      after: typeof after === 'string' ? after : log.idAt(org, after),
      source: log,
    })
  return { log, broker, publish, commit, subscribe }
}

const ids = (events: readonly Event[]) => events.map(({ id }) => id)

async function nextId(subscription: Subscription): Promise<string | undefined> {
  return (await subscription.next()).value?.id
}

async function take(subscription: Subscription, count: number): Promise<(string | undefined)[]> {
  const taken: (string | undefined)[] = []
  while (taken.length < count) taken.push(await nextId(subscription))
  return taken
}

/** Everything that can happen without anything new has happened then. */
const quiet = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Holds back the answers to one question until it is let go. */
function hold(log: MemoryLog, held: Question) {
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  log.onAnswer = (question) => {
    if (question !== held) return
    asked.resolve()
    return gate.promise
  }
  return { asked: asked.promise, letGo: gate.resolve }
}

test('without a cursor it begins with the call, not with the first next()', async () => {
  const { log, commit, broker } = setUp()
  log.append(org, 3)
  const cold = broker.subscribe(org, { source: log })
  await quiet()
  await commit(2)
  const warm = broker.subscribe(org, { source: log })
  await commit(1)
  expect(await take(cold, 3)).toEqual([4, 5, 6].map((seq) => log.idAt(org, seq)))
  expect(await nextId(warm)).toBe(log.idAt(org, 6))
})

test('an error of the log at the start reaches whoever asks first', async () => {
  const { log, broker } = setUp()
  log.onAnswer = () => Promise.reject(new Error('the disk is gone'))
  const subscription = broker.subscribe(org, { source: log })
  await quiet()
  await expect(subscription.next()).rejects.toThrow('the disk is gone')
})

// In what follows the log loses its newest events while the server runs, and grows again before
// anybody has noticed. Rare as that is, a subscriber must not take the one for the other.

test('what the log alone has told, and lost before it was published, is reset', async () => {
  const { log, subscribe, broker } = setUp()
  const [, lost] = log.append(org, 2)
  const subscription = subscribe(0)
  await nextId(subscription)
  log.loseTail(org, 1)
  log.append(org)
  await broker.adopt(log.headNow(org))
  expect(await nextId(subscription)).toBe(lost?.id)
  const { value } = await subscription.next()
  expect(value).toMatchObject({ type: 'reset', reason: 'cursor_unknown', cursor: lost?.id })
})

test('a live subscriber that is ahead of the broker learns of another event in its place', async () => {
  const { log, commit, publish, subscribe } = setUp()
  await commit(3)
  const [lost] = log.append(org)
  const waiting = subscribe(lost?.id ?? '').next()
  await quiet()
  log.loseTail(org, 1)
  for (const event of log.append(org)) await publish(event)
  expect((await waiting).value).toMatchObject({ type: 'reset', cursor: lost?.id })
})

test('a live subscriber that was never disturbed is judged again when the broker starts', async () => {
  const { log, subscribe, broker } = setUp()
  const [, , lost] = log.append(org, 3)
  const waiting = subscribe(3).next()
  await quiet()
  log.loseTail(org, 1)
  log.append(org)
  await broker.adopt(log.headNow(org))
  expect((await waiting).value).toMatchObject({ type: 'reset', cursor: lost?.id })
})

test('a broker that was given lost events is not listened to until it is set right', async () => {
  const { log, publish, subscribe, broker } = setUp()
  log.append(org, 3)
  const lost = log.append(org, 2)
  log.loseTail(org, 2)
  const [fourth] = log.append(org)
  const subscription = subscribe(3)
  expect(await nextId(subscription)).toBe(fourth?.id)
  const waiting = nextId(subscription)
  await quiet()
  for (const event of lost) await publish(event, event === lost[0] ? log.idAt(org, 3) : lost[0]?.id)
  await quiet()
  const { epoch } = await log.changeEpoch(org, 1)
  await broker.adopt(log.headNow(org))
  const [fifth] = log.append(org)
  await broker.publish(fifth as Event, { epoch, seq: 5, prevId: fourth?.id ?? '' })
  expect(await waiting).toBe(fifth?.id)
})

test('what the log said of a cursor before it was restored no longer counts', async () => {
  const { log, commit, subscribe, broker } = setUp()
  await commit(5)
  const cursor = log.idAt(org, 5)
  const { asked, letGo } = hold(log, 'resolve')
  const waiting = subscribe(cursor).next()
  await asked
  log.loseTail(org, 2)
  await log.changeEpoch(org, 1)
  log.append(org, 3)
  await broker.adopt(log.headNow(org))
  letGo()
  expect((await waiting).value).toMatchObject({ type: 'reset', reason: 'epoch_changed', cursor })
})

test('a subscriber is told when the log ends before what it has seen', async () => {
  const { log, subscribe } = setUp()
  const events = log.append(org, 150)
  const subscription = subscribe(0)
  expect(await take(subscription, 100)).toEqual(ids(events.slice(0, 100)))
  log.loseTail(org, 140)
  const cursor = events[99]?.id
  const { value } = await subscription.next()
  expect(value).toMatchObject({ type: 'reset', reason: 'cursor_ahead', cursor })
  const { id } = log.headNow(org)
  log.loseTail(org, 1)
  const { value: again } = await subscription.next()
  expect(again).toMatchObject({ type: 'reset', reason: 'cursor_ahead', cursor: id })
})

test('a log that calls a cursor valid and does not have it is broken', async () => {
  const { log, broker } = setUp()
  log.append(org, 5)
  const lost = log.idAt(org, 5)
  log.loseTail(org, 1)
  log.append(org)
  const source = {
    resolve: async () => ({ valid: true, seq: 5 }) as const,
    read: log.read.bind(log),
    head: log.head.bind(log),
  }
  const subscription = broker.subscribe(org, { after: lost, source })
  await expect(subscription.next()).rejects.toMatchObject({ code: 'log_broken' })
})

test('an answer from before a page does not explain the hole in it', async () => {
  const { log, subscribe } = setUp()
  log.append(org, 300)
  const trimmed = log.idAt(org, 5)
  log.trim(org, 10)
  const { asked, letGo } = hold(log, 'head')
  const first = subscribe(trimmed).next()
  await asked
  const held = log.onAnswer
  log.onAnswer = (question) => {
    if (question === 'resolve') log.trim(org, 50)
    return held(question)
  }
  const second = subscribe(20).next()
  await quiet()
  letGo()
  for (const waiting of [first, second]) {
    expect((await waiting).value).toMatchObject({ type: 'reset', reason: 'cursor_trimmed' })
  }
})

test('a page that was read for two is serialised once', async () => {
  const { log, subscribe } = setUp()
  const events = log.append(org, 3)
  const [one, other] = [subscribe(0), subscribe(0)]
  const [mine, theirs] = await Promise.all([one.next(), other.next()])
  expect(mine.value).toBe(theirs.value)
  expect(await take(one, 2)).toEqual(ids(events.slice(1)))
})
