import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { Event } from '@coxswain/contract'
import type { Broker, SubscribeOptions, Subscription } from '../broker.ts'
import type { Clock } from '../clock.ts'
import type { Delivery, ResetReason } from '../delivery.ts'
import type { PublishResult } from '../publish-result.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'
import { MemoryLog } from './memory-log.ts'

/** What a case asks of the broker that it examines. */
export interface OpenBrokerOptions {
  readonly clock: Clock
  readonly replayWindowSeconds?: number
  readonly replayWindowEvents?: number
  readonly replayWindowBytes?: number
}

/** Opens a broker that holds nothing yet. */
export type OpenBroker = (options: OpenBrokerOptions) => Broker | Promise<Broker>

export const org = 'org_conformance'

/** How long anything may take that has to come. Nothing waits for that long unless it is lost. */
const patienceMs = 3000

/** A broker, the log that stands behind it, and a hand on the clock. */
export class Stage {
  readonly broker: Broker
  readonly log = new MemoryLog()
  readonly clock: ManualClock
  readonly #open: Subscription[] = []

  private constructor(broker: Broker, clock: ManualClock) {
    this.broker = broker
    this.clock = clock
  }

  static async open(
    open: OpenBroker,
    options: Omit<OpenBrokerOptions, 'clock'> = {},
  ): Promise<Stage> {
    const clock = manualClock()
    return new Stage(await open({ clock, ...options }), clock)
  }

  /** Commits events to the log, and has them published unless told otherwise. */
  async commit(count = 1, orgId = org): Promise<readonly Event[]> {
    const events = this.log.append(orgId, count)
    for (const event of events) await this.pass(event)
    return events
  }

  /** Publishes one event of the log at its position. */
  pass(event: Event): Promise<PublishResult> {
    const { epoch } = this.log.headNow(event.org_id)
    const prevId = this.log.idAt(event.org_id, event.seq - 1)
    return this.broker.publish(event, { epoch, seq: event.seq, prevId })
  }

  /** Subscribes with the log behind it, after a seq. */
  subscribe(after: number, options: SubscribeOptions = {}, orgId = org): Subscription {
    const cursor = this.log.idAt(orgId, after)
    return this.subscribeFrom(cursor, options, orgId)
  }

  subscribeFrom(after: string, options: SubscribeOptions = {}, orgId = org): Subscription {
    const subscription = this.broker.subscribe(orgId, { after, source: this.log, ...options })
    this.#open.push(subscription)
    return subscription
  }

  async close(): Promise<void> {
    await this.broker.close()
    // A broker that is wrong may hang here too; what is wrong with it was told already.
    const ended = this.#open.map((one) => within(Promise.resolve(one.return?.()), 'the end'))
    await Promise.allSettled(ended)
  }
}

/** The next delivery, which has to come. */
export async function next(subscription: Subscription): Promise<Delivery> {
  const { value, done } = await within(subscription.next(), 'the next delivery')
  if (done === true) throw new Error('the subscription ended instead of delivering')
  return value
}

/** Takes as many deliveries as there are seqs, which have to be these. */
export async function expectSeqs(
  subscription: Subscription,
  seqs: readonly number[],
): Promise<void> {
  const got: (number | string)[] = []
  for (const _ of seqs) {
    const delivery = await next(subscription)
    got.push(delivery.type === 'event' ? delivery.seq : `reset: ${delivery.reason}`)
  }
  deepStrictEqual(got, [...seqs])
}

/** Takes a delivery that has to be a reset. Returns the cursor that it gives. */
export async function expectReset(
  subscription: Subscription,
  reason: ResetReason,
): Promise<string> {
  const delivery = await next(subscription)
  deepStrictEqual(
    delivery.type === 'reset' ? delivery.reason : `event ${delivery.seq}`,
    reason,
    `a reset was due, ${reason}`,
  )
  return delivery.id
}

/** Waits for the quiet end of a subscription. */
export async function expectEnd(subscription: Subscription): Promise<void> {
  const { done, value } = await within(subscription.next(), 'the end of the subscription')
  strictEqual(done, true, `the subscription goes on with ${JSON.stringify(value)}`)
}

export async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} did not come`)), patienceMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** `from` to `to`, both of them. */
export function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** A case on a stage of its own, which is cleared away whatever comes. */
export function onStage(
  name: string,
  examine: (stage: Stage) => Promise<void>,
  options: Omit<OpenBrokerOptions, 'clock'> = {},
): ConformanceCase<OpenBroker> {
  return {
    name,
    async run(open) {
      const stage = await Stage.open(open, options)
      try {
        await examine(stage)
      } finally {
        await stage.close()
      }
    },
  }
}
