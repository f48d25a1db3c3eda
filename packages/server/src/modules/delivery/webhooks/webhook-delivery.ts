import type { WebhookDelivery } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../../clock.ts'
import { nextDelay } from './schedule.ts'

export type DeliveryStatus = 'pending' | 'succeeded' | 'failed' | 'cancelled'
export type DeliveryFailure = 'status' | 'redirect' | 'timeout' | 'connection' | 'target_refused'

/**
 *     pending | an attempt is answered 2xx                -> succeeded
 *     pending | an attempt fails, and more are to come    -> pending, later
 *     pending | the last attempt fails                    -> failed
 *     pending | its webhook is disabled or deleted        -> cancelled
 *
 * An attempt holds a lease. When its process dies, the lease ends and the delivery is due again: a
 * receiver may get it twice, and never not at all.
 */
export interface DeliveryRecord {
  readonly orgId: string
  readonly id: string
  readonly webhookId: string
  readonly eventId: string
  readonly event: string
  /** What is sent, byte for byte, on every attempt. */
  readonly body: string
  readonly redeliveryOf: string | null
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly responseStatus: number | null
  readonly failure: DeliveryFailure | null
  readonly durationMs: number | null
  readonly lastAttemptAt: number | null
  readonly nextAttemptAt: number | null
  readonly lease: string | null
  readonly createdAt: number
  readonly completedAt: number | null
}

/** What an attempt came to. */
export interface Outcome {
  /** `null` for a success. */
  readonly failure: DeliveryFailure | null
  readonly responseStatus: number | null
  /** How long the receiver wishes to be left alone, in milliseconds. */
  readonly wish: number | null
}

export type NewDelivery = Pick<
  DeliveryRecord,
  'orgId' | 'id' | 'webhookId' | 'eventId' | 'event' | 'body'
> & { readonly redeliveryOf?: string | null }

/** A delivery that is due at once. */
export function createDeliveryRecord(wanted: NewDelivery, now: number): DeliveryRecord {
  return {
    redeliveryOf: null,
    ...wanted,
    status: 'pending',
    attempts: 0,
    responseStatus: null,
    failure: null,
    durationMs: null,
    lastAttemptAt: null,
    nextAttemptAt: now,
    lease: null,
    createdAt: now,
    completedAt: null,
  }
}

/** What an answer of that status means. A receiver that is gone is asked no more. */
export function judgeAnswer(status: number, wish: number | null): Outcome {
  if (status >= 200 && status < 300) return { failure: null, responseStatus: status, wish: null }
  const redirected = status >= 300 && status < 400
  return {
    failure: redirected ? 'redirect' : 'status',
    responseStatus: status,
    wish: status === 429 || status === 503 ? wish : null,
  }
}

export interface Settling {
  /** When the attempt was over. */
  readonly now: number
  readonly durationMs: number
  readonly random: number
}

/** The delivery after an attempt. */
export function settleDelivery(
  delivery: DeliveryRecord,
  { failure, responseStatus, wish }: Outcome,
  { now, durationMs, random }: Settling,
): DeliveryRecord {
  const tried = { ...delivery, failure, responseStatus, durationMs, lease: null }
  if (failure === null) {
    return { ...tried, status: 'succeeded', nextAttemptAt: null, completedAt: now }
  }
  const delay = nextDelay(delivery.attempts, wish, random)
  return delay === null
    ? { ...tried, status: 'failed', nextAttemptAt: null, completedAt: now }
    : { ...tried, nextAttemptAt: now + delay }
}

export function deliveryView(delivery: DeliveryRecord): WebhookDelivery {
  return {
    id: delivery.id,
    org_id: delivery.orgId,
    webhook_id: delivery.webhookId,
    event_id: delivery.eventId,
    event: delivery.event,
    redelivery_of: delivery.redeliveryOf,
    status: delivery.status,
    attempts: delivery.attempts,
    response_status: delivery.responseStatus,
    failure: delivery.failure,
    duration_ms: delivery.durationMs,
    last_attempt_at: timestampOrNull(delivery.lastAttemptAt),
    next_attempt_at: timestampOrNull(delivery.nextAttemptAt),
    created_at: timestamp(delivery.createdAt),
    completed_at: timestampOrNull(delivery.completedAt),
  }
}
