import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict'
import type { ConformanceCase } from './conformance-case.ts'
import {
  expectReset,
  expectSeqs,
  next,
  type OpenBroker,
  onStage,
  org,
  span,
  within,
} from './stage.ts'

const smallWindow = { replayWindowEvents: 20 }

/** How a broker must bring a subscriber from its cursor to the present. */
export const replayCases: readonly ConformanceCase<OpenBroker>[] = [
  onStage('a subscriber goes on after its cursor and into the present', async (stage) => {
    await stage.commit(5)
    const subscription = stage.subscribe(2)
    await expectSeqs(subscription, [3, 4, 5])
    await stage.commit(3)
    await expectSeqs(subscription, [6, 7, 8])
  }),

  onStage(
    'what the broker does not hold comes from the log',
    async (stage) => {
      stage.log.append(org, 300)
      await stage.commit(50)
      const subscription = stage.subscribe(0)
      await expectSeqs(subscription, span(1, 350))
      await stage.commit(2)
      await expectSeqs(subscription, [351, 352])
    },
    smallWindow,
  ),

  onStage('a broker that knows nothing lets the log tell everything', async (stage) => {
    stage.log.append(org, 120)
    const subscription = stage.subscribe(0)
    await expectSeqs(subscription, span(1, 120))
    await stage.commit(2)
    await expectSeqs(subscription, [121, 122])
  }),

  onStage(
    'what is published while history is read is neither lost nor doubled',
    async (stage) => {
      await stage.commit(250)
      let left = 60
      const commit = async () => {
        left -= 1
        if (left >= 0) await stage.commit()
      }
      stage.log.onAnswer = commit
      const subscription = stage.subscribe(0)
      let seq = 0
      while (seq < stage.log.headNow(org).seq) {
        seq += 1
        await expectSeqs(subscription, [seq])
        if (seq % 7 === 0) await commit()
      }
      await stage.commit()
      await expectSeqs(subscription, [seq + 1])
    },
    smallWindow,
  ),

  onStage('what is published before the first event is asked for waits', async (stage) => {
    await stage.commit(3)
    const subscription = stage.subscribe(3)
    await stage.commit(4)
    await expectSeqs(subscription, span(4, 7))
  }),

  onStage(
    'a buffer that is full while history is read costs nothing',
    async (stage) => {
      await stage.commit(150)
      const subscription = stage.subscribe(0, { maxBufferBytes: 1 })
      await expectSeqs(subscription, span(1, 30))
      await stage.commit(150)
      await expectSeqs(subscription, span(31, 300))
      await stage.commit()
      await expectSeqs(subscription, [301])
    },
    smallWindow,
  ),

  onStage(
    'what comes later than the next is held until the log has told the rest',
    async (stage) => {
      await stage.commit(3)
      const subscription = stage.subscribe(0)
      await expectSeqs(subscription, span(1, 3))
      const waiting = next(subscription)
      stage.log.append(org, 5)
      await stage.broker.adopt(stage.log.headNow(org))
      await stage.commit()
      strictEqual((await waiting).type, 'event')
      await expectSeqs(subscription, span(5, 9))
    },
  ),

  onStage(
    'a cursor that the log knows is never reset, whatever the broker holds',
    async (stage) => {
      await stage.commit(200)
      stage.clock.advance(3_600_000)
      await stage.commit(30)
      for (const seq of [0, 1, 150, 199, 209, 210, 229]) {
        await expectSeqs(stage.subscribe(seq), [seq + 1])
      }
      await stage.broker.adopt({
        ...stage.log.headNow(org),
        seq: 229,
        id: stage.log.idAt(org, 229),
      })
      await expectSeqs(stage.subscribe(100), [101])
    },
    smallWindow,
  ),

  onStage('a cursor ahead of a broker that lags is none ahead of the log', async (stage) => {
    await stage.commit(5)
    const events = stage.log.append(org, 5)
    const subscription = stage.subscribe(8)
    for (const event of events) await stage.pass(event)
    await expectSeqs(subscription, [9, 10])
  }),

  onStage('a trimmed cursor is reset, and what follows the reset is delivered', async (stage) => {
    await stage.commit(30)
    const trimmed = stage.log.idAt(org, 9)
    stage.log.trim(org, 10)
    const subscription = stage.subscribeFrom(trimmed)
    strictEqual(await expectReset(subscription, 'cursor_trimmed'), stage.log.idAt(org, 30))
    await stage.commit(2)
    await expectSeqs(subscription, [31, 32])
    await expectSeqs(stage.subscribe(10), span(11, 32))
  }),

  onStage('a cursor of another org, or of no log, is reset', async (stage) => {
    await stage.commit(3)
    await stage.commit(3, 'org_other')
    for (const cursor of [stage.log.idAt('org_other', 2), 'evt_nonsense', '']) {
      const subscription = stage.subscribeFrom(cursor)
      strictEqual(await expectReset(subscription, 'cursor_unknown'), stage.log.idAt(org, 3))
    }
  }),

  onStage('a cursor beyond the end of the log is reset', async (stage) => {
    await stage.commit(5)
    const lost = stage.log.idAt(org, 5)
    stage.log.loseTail(org, 2)
    await expectReset(stage.subscribeFrom(lost), 'cursor_ahead')
  }),

  onStage('a cursor whose seq another event took over is reset', async (stage) => {
    await stage.commit(5)
    const lost = stage.log.idAt(org, 5)
    stage.log.loseTail(org, 2)
    stage.log.append(org, 4)
    await expectReset(stage.subscribeFrom(lost), 'cursor_unknown')
  }),

  onStage(
    'a log that lost its tail while it is read, and has grown again, is told by a reset',
    async (stage) => {
      const before = await stage.commit(150)
      const subscription = stage.subscribe(0)
      await expectSeqs(subscription, span(1, 20))
      stage.log.loseTail(org, 140)
      stage.log.append(org, 200)
      let seq = 20
      let delivery = await next(subscription)
      for (; delivery.type === 'event'; delivery = await next(subscription)) {
        seq += 1
        strictEqual(delivery.id, before[seq - 1]?.id, 'events of two logs were mixed')
      }
      strictEqual(delivery.reason, 'cursor_unknown')
    },
    smallWindow,
  ),

  onStage('after a restored log only cursors that it lacks are reset', async (stage) => {
    const { broker, log } = stage
    await stage.commit(5)
    const [lost, kept] = [stage.subscribe(0), stage.subscribe(0)]
    await expectSeqs(lost, span(1, 5))
    await expectSeqs(kept, span(1, 3))
    log.loseTail(org, 2)
    await log.changeEpoch(org, 1)
    log.append(org, 3)
    await broker.adopt(log.headNow(org))
    await expectReset(lost, 'epoch_changed')
    await expectSeqs(kept, span(4, 6))
    await stage.commit()
    await expectSeqs(lost, [7])
    await expectSeqs(kept, [7])
  }),

  onStage(
    'what is trimmed while history is read is told by a reset',
    async (stage) => {
      await stage.commit(300)
      const subscription = stage.subscribe(0)
      await expectSeqs(subscription, [1])
      stage.log.trim(org, 280)
      let seq = 1
      for (;;) {
        const delivery = await next(subscription)
        if (delivery.type === 'reset') {
          deepStrictEqual(
            [delivery.reason, delivery.id],
            ['cursor_trimmed', stage.log.idAt(org, 300)],
          )
          break
        }
        seq += 1
        strictEqual(delivery.seq, seq)
        ok(seq <= 280, 'events were skipped without a word')
      }
      await stage.commit()
      await expectSeqs(subscription, [301])
    },
    smallWindow,
  ),

  onStage(
    'a hole in the log is an alarm and no reset',
    async (stage) => {
      await stage.commit(60)
      stage.log.punchHole(org, 7)
      const subscription = stage.subscribe(0)
      await rejects(expectSeqs(subscription, span(1, 60)), { code: 'log_broken' })
    },
    smallWindow,
  ),

  onStage('an error of the log reaches the subscriber as it is', async (stage) => {
    stage.log.append(org, 60)
    const subscription = stage.subscribe(0)
    stage.log.onAnswer = () => {
      throw new Error('the disk is gone')
    }
    await rejects(next(subscription), /the disk is gone/)
  }),

  onStage(
    'subscribers that ask the same at once are told by one read',
    async (stage) => {
      await stage.commit(90)
      await stage.commit(20)
      const { log } = stage
      const subscriptions = span(1, 50).map(() => stage.subscribe(0))
      await within(
        Promise.all(subscriptions.map((one) => expectSeqs(one, span(1, 110)))),
        'history',
      )
      const reads = log.asked.filter((question) => question === 'read').length
      ok(reads <= 10, `50 subscribers made ${reads} reads of the log`)
    },
    smallWindow,
  ),
]
