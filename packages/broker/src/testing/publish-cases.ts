import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import type { Event } from '@coxswain/contract'
import { parseEventId } from '../event-id.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { expectSeqs, next, type OpenBroker, onStage, org, type Stage, span } from './stage.ts'

/** Answers of `publish` for an event that was put at a place where it does not belong. */
async function publishAt(
  { broker }: Stage,
  event: Event,
  { epoch = 1, prevId }: { readonly epoch?: number; readonly prevId: string },
): Promise<string> {
  const { status, head } = await broker.publish(event, { epoch, seq: event.seq, prevId })
  const [held] = await broker.head([org])
  deepStrictEqual(held, head, 'the answer tells where the broker stands')
  return status
}

function eventAt(events: readonly Event[], seq: number): Event {
  const event = events.find((one) => one.seq === seq)
  if (event === undefined) throw new RangeError(`no event has seq ${seq}`)
  return event
}

/** What a broker must answer to who publishes. */
export const publishCases: readonly ConformanceCase<OpenBroker>[] = [
  onStage('the next event is stored, and known when it comes again', async (stage) => {
    const { broker, log } = stage
    const events = log.append(org, 3)
    for (const event of events) strictEqual((await stage.pass(event)).status, 'stored')
    for (const event of events) {
      const { status, head } = await stage.pass(event)
      strictEqual(status, 'known')
      strictEqual(head.id, log.idAt(org, 3), 'a known event is answered with the newest id')
    }
    const { events: held } = await broker.history(org, { after: null, limit: 10 })
    deepStrictEqual(
      held.map(({ seq }) => seq),
      span(1, 3),
    )
  }),

  onStage('a gap is answered with the place to go on from', async (stage) => {
    await stage.commit(2)
    const events = stage.log.append(org, 3)
    const prevId = stage.log.idAt(org, 4)
    strictEqual(await publishAt(stage, eventAt(events, 5), { prevId }), 'gap')
    const [head] = await stage.broker.head([org])
    strictEqual(head?.seq, 2)
    for (const event of events) strictEqual((await stage.pass(event)).status, 'stored')
  }),

  onStage('an event after another predecessor than the newest is forked', async (stage) => {
    await stage.commit(3)
    stage.log.loseTail(org, 1)
    const [, fourth] = stage.log.append(org, 2)
    if (fourth === undefined) throw new RangeError('the log gave no event')
    strictEqual((await stage.pass(fourth)).status, 'forked')
  }),

  onStage(
    'an event that took over the seq of a lost one is told by the answered id',
    async (stage) => {
      await stage.commit(3)
      stage.log.loseTail(org, 1)
      const [third] = stage.log.append(org)
      if (third === undefined) throw new RangeError('the log gave no event')
      const { status, head } = await stage.pass(third)
      strictEqual(status, 'known')
      notStrictEqual(head.id, third.id, 'the broker answers with the id that it holds')
    },
  ),

  onStage('another epoch is refused until it is adopted', async (stage) => {
    await stage.commit(2)
    const [third] = stage.log.append(org)
    if (third === undefined) throw new RangeError('the log gave no event')
    const prevId = stage.log.idAt(org, 2)
    strictEqual(await publishAt(stage, third, { epoch: 2, prevId }), 'epoch')
    await stage.log.changeEpoch(org, 1)
    await stage.broker.adopt({ orgId: org, epoch: 2, seq: 2, id: prevId })
    strictEqual(await publishAt(stage, third, { epoch: 1, prevId }), 'epoch')
    strictEqual(await publishAt(stage, third, { epoch: 2, prevId }), 'stored')
  }),

  onStage('a broker that knows nothing starts wherever the log stands', async (stage) => {
    const events = stage.log.append(org, 40)
    deepStrictEqual(await stage.broker.head([org]), [])
    strictEqual((await stage.pass(eventAt(events, 40))).status, 'stored')
    strictEqual((await stage.broker.head([org]))[0]?.id, stage.log.idAt(org, 40))
  }),

  onStage('an event whose seq is not its position is refused', async (stage) => {
    const [first] = stage.log.append(org)
    if (first === undefined) throw new RangeError('the log gave no event')
    const position = { epoch: 1, seq: 2, prevId: first.id }
    await rejects(stage.broker.publish(first, position), { code: 'position_mismatch' })
  }),

  onStage(
    'without a log the broker gives ids, seqs and times itself',
    async ({ broker, clock }) => {
      const draft = {
        org_id: org,
        event: 'org.updated',
        resource: { type: 'org', id: org },
        payload: { org: { id: org, name: 'a', metadata: {}, created_at: '', updated_at: '' } },
      } as const
      const subscription = broker.subscribe(org)
      const first = await broker.publish(draft)
      clock.advance(-60_000)
      const second = await broker.publish(draft)
      ok(first.head.id < second.head.id, 'ids sort by seq, also when the clock steps back')
      deepStrictEqual(parseEventId(org, second.head.id)?.seq, 2)
      for (const seq of [1, 2]) {
        const delivery = await next(subscription)
        strictEqual(delivery.type, 'event')
        if (delivery.type === 'event') deepStrictEqual(delivery.event.seq, seq)
      }
      const resumed = broker.subscribe(org, { after: first.head.id })
      await expectSeqs(resumed, [2])
    },
  ),

  onStage('an org whose events have positions takes none without', async (stage) => {
    const [first] = await stage.commit()
    if (first === undefined) throw new RangeError('the log gave no event')
    await rejects(
      stage.broker.publish({ ...first, event: 'org.updated' } as Event & { event: 'org.updated' }),
      { code: 'position_required' },
    )
  }),
]
