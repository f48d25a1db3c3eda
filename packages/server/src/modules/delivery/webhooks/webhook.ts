import { isDeepStrictEqual } from 'node:util'
import type { Webhook, WebhookCreate, WebhookUpdate } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../../clock.ts'
import { CoxswainError } from '../../../coxswain-error.ts'
import { type Metadata, patchMetadata } from '../../identity/index.ts'
import { refuseTarget, type TargetPolicy } from './target.ts'

export type DisabledReason = 'requested' | 'gone' | 'failing'

/**
 *     enabled  | update enabled: false          -> disabled, requested   webhook.disabled
 *     enabled  | an answer 410                  -> disabled, gone        webhook.disabled
 *     enabled  | 5 days of nothing but failure  -> disabled, failing     webhook.disabled
 *     disabled | update enabled: true           -> enabled               webhook.enabled
 */
export interface WebhookRecord {
  readonly orgId: string
  readonly id: string
  readonly url: string
  /** `null` for all. */
  readonly eventTypes: readonly string[] | null
  readonly description: string | null
  readonly enabled: boolean
  readonly disabledReason: DisabledReason | null
  readonly disabledAt: number | null
  readonly failingSince: number | null
  /** Sealed. */
  readonly secret: string
  /** Sealed; it signs too while its time lasts. */
  readonly previousSecret: string | null
  readonly previousExpiresAt: number | null
  /** Only events beyond this place in the log are sent. */
  readonly afterSeq: number
  readonly metadata: Metadata
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface WebhookOrigin {
  readonly orgId: string
  readonly id: string
  readonly secret: string
  readonly afterSeq: number
}

/** How long a webhook may do nothing but fail. */
export const patienceMs = 5 * 24 * 60 * 60 * 1000

const defaultOverlapSeconds = 86_400

export function createWebhook(
  origin: WebhookOrigin,
  body: WebhookCreate,
  now: number,
): WebhookRecord {
  return {
    ...origin,
    url: body.url,
    eventTypes: body.event_types ?? null,
    description: body.description ?? null,
    enabled: true,
    disabledReason: null,
    disabledAt: null,
    failingSince: null,
    previousSecret: null,
    previousExpiresAt: null,
    metadata: body.metadata ?? {},
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}

/** The webhook after a merge patch, whether it is enabled aside; the same object when nothing changes. */
export function updateWebhook(
  webhook: WebhookRecord,
  body: WebhookUpdate,
  now: number,
): WebhookRecord {
  const updated = {
    ...webhook,
    url: body.url ?? webhook.url,
    eventTypes: body.event_types === undefined ? webhook.eventTypes : body.event_types,
    description: body.description === undefined ? webhook.description : body.description,
    metadata: patchMetadata(webhook.metadata, body.metadata),
  }
  return isDeepStrictEqual(updated, webhook) ? webhook : changed(updated, now)
}

export function disableWebhook(
  webhook: WebhookRecord,
  reason: DisabledReason,
  now: number,
): WebhookRecord {
  return changed({ ...webhook, enabled: false, disabledReason: reason, disabledAt: now }, now)
}

/** Starts anew: what happened in between is not sent, and old failures are forgotten. */
export function enableWebhook(
  webhook: WebhookRecord,
  afterSeq: number,
  now: number,
): WebhookRecord {
  const cleared = { disabledReason: null, disabledAt: null, failingSince: null }
  return changed({ ...webhook, ...cleared, enabled: true, afterSeq }, now)
}

export interface Rotation {
  /** Sealed. */
  readonly secret: string
  /** How long the old secret signs too; default a day. */
  readonly overlapSeconds?: number | undefined
}

/**
 * Gives a webhook another secret. The old one goes on signing for a while; where one does already,
 * that would make three, so the old ones must go at once or nothing happens.
 */
export function rotateSecret(
  webhook: WebhookRecord,
  { secret, overlapSeconds = defaultOverlapSeconds }: Rotation,
  now: number,
): WebhookRecord {
  const end = previousEnd(webhook, now)
  if (overlapSeconds === 0) {
    return changed({ ...webhook, secret, previousSecret: null, previousExpiresAt: null }, now)
  }
  if (end !== null) {
    throw new CoxswainError('secret_rotating', {
      detail: `the secret before the last one is valid until ${timestamp(end)}`,
    })
  }
  const previousExpiresAt = now + overlapSeconds * 1000
  return changed({ ...webhook, secret, previousSecret: webhook.secret, previousExpiresAt }, now)
}

/** The sealed secrets that sign now, the newest first. */
export function signingSecrets(webhook: WebhookRecord, now: number): readonly string[] {
  const { secret, previousSecret } = webhook
  return previousEnd(webhook, now) === null || previousSecret === null
    ? [secret]
    : [secret, previousSecret]
}

/** Whether a webhook is sent an event. */
export function wantsEvent(
  { enabled, afterSeq, eventTypes }: WebhookRecord,
  event: { readonly event: string; readonly seq: number },
): boolean {
  if (!enabled || event.seq <= afterSeq) return false
  return eventTypes === null || eventTypes.some((type) => matches(type, event.event))
}

function matches(type: string, event: string): boolean {
  return type.endsWith('.*') ? event.startsWith(type.slice(0, -1)) : type === event
}

/** Refuses what could only ever be nothing: a URL that nothing is sent to, events that are not sent. */
export function checkWebhook(body: WebhookUpdate, policy: TargetPolicy): void {
  if (body.url !== undefined) {
    const refusal = refuseTarget(body.url, policy)
    if (refusal !== null) throw invalid('/url', 'target_refused', refusal)
  }
  const own = (body.event_types ?? []).findIndex((type) => type.startsWith('webhook.'))
  if (own === -1) return
  throw invalid(`/event_types/${own}`, 'not_sent', 'must not be a type of events of webhooks')
}

function invalid(pointer: string, code: string, message: string): CoxswainError {
  return new CoxswainError('validation_failed', {
    detail: `\`${pointer.slice(1)}\` ${message}`,
    errors: [{ pointer, code, message }],
  })
}

export function webhookView(webhook: WebhookRecord, now: number): Webhook {
  return {
    id: webhook.id,
    org_id: webhook.orgId,
    url: webhook.url,
    event_types: webhook.eventTypes === null ? null : [...webhook.eventTypes],
    description: webhook.description,
    enabled: webhook.enabled,
    disabled_reason: webhook.disabledReason,
    disabled_at: timestampOrNull(webhook.disabledAt),
    failing_since: timestampOrNull(webhook.failingSince),
    previous_secret_expires_at: timestampOrNull(previousEnd(webhook, now)),
    metadata: webhook.metadata,
    version: webhook.version,
    created_at: timestamp(webhook.createdAt),
    updated_at: timestamp(webhook.updatedAt),
  }
}

/** When the previous secret is over; `null` when there is none any more. */
function previousEnd({ previousExpiresAt }: WebhookRecord, now: number): number | null {
  return previousExpiresAt !== null && previousExpiresAt > now ? previousExpiresAt : null
}

function changed(webhook: WebhookRecord, now: number): WebhookRecord {
  return { ...webhook, version: webhook.version + 1, updatedAt: now }
}
