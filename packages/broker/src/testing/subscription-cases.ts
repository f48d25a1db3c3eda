import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { Subscription } from '../broker.ts'
import type { EventDelivery } from '../delivery.ts'
import type { ConformanceCase } from './conformance-case.ts'
import {
  expectEnd,
  expectSeqs,
  next,
  type OpenBroker,
  onStage,
  org,
  type Stage,
  span,
} from './stage.ts'

/** A subscription that has left all history behind. */
async function liveSubscription(
  stage: Stage,
  options: { readonly maxBufferBytes?: number; readonly signal?: AbortSignal } = {},
): Promise<Subscription> {
  const { seq } = stage.log.headNow(org)
  const subscription = stage.subscribe(seq, options)
  const waiting = expectSeqs(subscription, [seq + 1, seq + 2])
  await stage.commit(2)
  await waiting
  return subscription
}

async function nextEvent(subscription: Subscription): Promise<EventDelivery> {
  const delivery = await next(subscription)
  if (delivery.type !== 'event') throw new Error(`a reset, ${delivery.reason}, instead of an event`)
  return delivery
}

async function heldSeqs({ broker }: Stage): Promise<number[]> {
  const { events } = await broker.history(org, { after: null, limit: 1000 })
  return events.map(({ seq }) => seq)
}

/** How subscriptions live and end, and what a broker holds. */
export const subscriptionCases: readonly ConformanceCase<OpenBroker>[] = [
  onStage('every subscriber is handed the same text', async (stage) => {
    const [one, other] = [await liveSubscription(stage), stage.subscribe(2)]
    const [event] = await stage.commit()
    const [mine, theirs] = [await nextEvent(one), await nextEvent(other)]
    strictEqual(mine.data, theirs.data)
    deepStrictEqual(JSON.parse(mine.data), event)
    deepStrictEqual([mine.id, mine.name, mine.event], [event?.id, 'org.updated', event])
    strictEqual(mine.bytes, Buffer.byteLength(mine.data))
  }),

  onStage('orgs hear nothing of each other', async (stage) => {
    const [mine, theirs] = [stage.subscribe(0), stage.subscribe(0, {}, 'org_other')]
    await stage.commit(2)
    await stage.commit(1, 'org_other')
    await stage.commit(1)
    await expectSeqs(mine, [1, 2, 3])
    const delivery = await nextEvent(theirs)
    deepStrictEqual([delivery.seq, delivery.event.org_id], [1, 'org_other'])
  }),

  onStage('a live subscriber that is too slow is ended, alone, and resumes', async (stage) => {
    const quick = await liveSubscription(stage)
    const slow = await liveSubscription(stage, { maxBufferBytes: 2000 })
    await expectSeqs(quick, [3, 4])
    const collected = expectSeqs(quick, span(5, 44))
    await stage.commit(40)
    await collected
    await rejects(slow.next(), { name: 'BrokerError', code: 'slow_consumer' })
    await expectEnd(slow)
    await expectSeqs(stage.subscribe(4), span(5, 44))
  }),

  onStage('one event may be larger than the buffer', async (stage) => {
    const subscription = await liveSubscription(stage, { maxBufferBytes: 1 })
    await stage.commit()
    await expectSeqs(subscription, [3])
  }),

  onStage('an aborted subscription ends quietly', async (stage) => {
    const controller = new AbortController()
    const subscription = await liveSubscription(stage, { signal: controller.signal })
    const waiting = expectEnd(subscription)
    controller.abort()
    await waiting
    await expectEnd(stage.subscribe(0, { signal: controller.signal }))
  }),

  onStage('a subscription ends while the log still thinks', async (stage) => {
    stage.log.append(org, 10)
    const controller = new AbortController()
    const subscription = stage.subscribe(0, { signal: controller.signal })
    const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>()
    const { promise: never, resolve: release } = Promise.withResolvers<void>()
    stage.log.onAnswer = () => {
      onAsked()
      return never
    }
    const waiting = expectEnd(subscription)
    await asked
    controller.abort()
    await waiting
    release()
  }),

  onStage('a subscription that is left takes nothing more', async (stage) => {
    const before = (await stage.broker.health()).subscribers
    const subscription = await liveSubscription(stage)
    strictEqual((await stage.broker.health()).subscribers, before + 1)
    await subscription.return?.()
    strictEqual((await stage.broker.health()).subscribers, before)
    await expectEnd(subscription)
  }),

  onStage('closing ends every subscription and refuses the rest', async (stage) => {
    const { broker } = stage
    const waiting = expectEnd(await liveSubscription(stage))
    await broker.close()
    await waiting
    strictEqual((await broker.health()).status, 'closed')
    const [event] = stage.log.append(org)
    if (event === undefined) throw new RangeError('the log gave no event')
    await rejects(stage.pass(event), { code: 'closed' })
    await rejects(async () => broker.subscribe(org), { code: 'closed' })
  }),

  onStage(
    'history is given in pages, and only as far as it is held',
    async (stage) => {
      const { broker, log } = stage
      await stage.commit(30)
      const first = await broker.history(org, { after: log.idAt(org, 12), limit: 10 })
      deepStrictEqual(
        first.events.map(({ seq }) => seq),
        span(13, 22),
      )
      deepStrictEqual([first.covered, first.hasMore], [true, true])
      const last = await broker.history(org, { after: log.idAt(org, 22), limit: 10 })
      deepStrictEqual([last.events.length, last.covered, last.hasMore], [8, true, false])
      for (const after of [log.idAt(org, 9), 'evt_nonsense']) {
        const none = await broker.history(org, { after, limit: 10 })
        deepStrictEqual(none, { events: [], covered: false, hasMore: false })
      }
    },
    { replayWindowEvents: 20 },
  ),

  onStage(
    'the window is bounded in time',
    async (stage) => {
      await stage.commit(3)
      stage.clock.advance(599_000)
      await stage.commit(3)
      deepStrictEqual(await heldSeqs(stage), span(1, 6))
      stage.clock.advance(2000)
      await stage.commit()
      deepStrictEqual(await heldSeqs(stage), span(4, 7))
    },
    { replayWindowSeconds: 600 },
  ),

  onStage(
    'the window is bounded in bytes',
    async (stage) => {
      await stage.commit(50)
      const { events } = await stage.broker.history(org, { after: null, limit: 1000 })
      const bytes = events.reduce((sum, event) => sum + event.bytes, 0)
      strictEqual(bytes <= 4000 && events.length > 2, true, `${bytes} bytes are held`)
      strictEqual(events.at(-1)?.seq, 50)
    },
    { replayWindowBytes: 4000 },
  ),
]
