import type { Event } from '@coxswain/contract'
import type { Delivery } from './delivery.ts'
import type { EventSource } from './event-source.ts'
import type { Health } from './health.ts'
import type { NewEvent } from './new-event.ts'
import type { HistoryQuery, Page } from './page.ts'
import type { Head, Position } from './position.ts'
import type { PublishResult } from './publish-result.ts'

/** Hands the events of each org to its subscribers, in order, each one once. */
export interface Broker {
  /** Publishes an event of a log, which the broker checks against what it holds. */
  publish(event: Event, position: Position): Promise<PublishResult>
  /** Publishes an event that has no place yet; the broker gives it the next one. */
  publish(event: NewEvent): Promise<PublishResult>
  /**
   * Takes this as the place where an org's log stands, instead of what it held: after a cold
   * start, or when the log was restored. Subscribers read what they miss from their source.
   */
  adopt(head: Head): Promise<void>
  /**
   * The events after a cursor, then those to come. Listening starts with this call, not with the
   * first `next()`. Ends quietly when `signal` aborts, the loop is left or the broker closes;
   * throws a `BrokerError` `slow_consumer` when its buffer is full.
   */
  subscribe(orgId: string, options?: SubscribeOptions): Subscription
  /** Reads the replay window alone, never a log. */
  history(orgId: string, query: HistoryQuery): Promise<Page>
  /** Where the broker stands; orgs that it knows nothing of are left out. */
  head(orgIds: readonly string[]): Promise<readonly Head[]>
  health(): Promise<Health>
  /** Ends every subscription. Publishing and subscribing fail from then on. */
  close(): Promise<void>
}

export type Subscription = AsyncIterableIterator<Delivery, undefined, undefined>

export interface SubscribeOptions {
  /** The id of the last event that was seen. Absent: only what comes from now on. */
  readonly after?: string | undefined
  /** Where older events come from. Without one the replay window is all there is. */
  readonly source?: EventSource | undefined
  /** Ends the subscription when it aborts. */
  readonly signal?: AbortSignal | undefined
  /**
   * What may wait for the subscriber, in bytes of events. While it catches up a full buffer costs
   * nothing but another page; once it is live it ends the subscription. Default: 1 MiB.
   */
  readonly maxBufferBytes?: number | undefined
}
