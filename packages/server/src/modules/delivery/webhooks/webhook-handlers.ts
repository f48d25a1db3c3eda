import type { Handlers } from '../../../contract-operations.ts'
import { CoxswainError } from '../../../coxswain-error.ts'
import { readLogHead } from '../../../store/log-heads.ts'
import type { AnyUnit } from '../../../store/unit-of-work.ts'
import type { TargetPolicy } from './target.ts'
import {
  checkWebhook,
  createWebhook,
  disableWebhook,
  enableWebhook,
  rotateSecret,
  updateWebhook,
  type WebhookRecord,
  webhookView,
} from './webhook.ts'
import { createDeliveryRecord, deliveryView } from './webhook-delivery.ts'
import { cancelDeliveries, insertDeliveries } from './webhook-delivery-repository.ts'
import {
  countWebhooks,
  deleteWebhook,
  findWebhook,
  listWebhooks,
  lockWebhook,
  saveWebhook,
} from './webhook-repository.ts'
import { createWebhookSecret, type SecretBox } from './webhook-secret.ts'
import { testBody } from './webhook-test-event.ts'

export interface WebhookHandlersOptions {
  readonly policy: TargetPolicy
  readonly maxPerOrg: number
  readonly box: () => SecretBox
}

type WebhookOperation =
  | 'webhooks.create'
  | 'webhooks.list'
  | 'webhooks.get'
  | 'webhooks.update'
  | 'webhooks.delete'
  | 'webhooks.rotateSecret'
  | 'webhooks.test'

export function webhookHandlers({
  policy,
  maxPerOrg,
  box,
}: WebhookHandlersOptions): Handlers<WebhookOperation> {
  return {
    async 'webhooks.create'({ body }, { tx, events, orgId, ids, now, etag }) {
      checkWebhook(body, policy)
      if ((await countWebhooks(tx, orgId)) >= maxPerOrg) {
        const detail = `the org has ${maxPerOrg} webhooks already`
        throw new CoxswainError('too_many_webhooks', { detail })
      }
      const id = ids.next('whk', orgId)
      const secret = createWebhookSecret(ids, orgId)
      const { seq: afterSeq } = await readLogHead(tx, orgId)
      const origin = { orgId, id, secret: box().seal(secret, id), afterSeq }
      const webhook = createWebhook(origin, body, now)
      await saveWebhook(tx, webhook)
      const view = webhookView(webhook, now)
      events.append('webhook.created', id, { webhook: view })
      etag(webhook.version)
      return { ...view, secret }
    },

    'webhooks.list'({ query }, { tx, orgId, now, page }) {
      return page(query, {
        fetch: (range) => listWebhooks(tx, orgId, { enabled: query.enabled }, range),
        position: (webhook) => [webhook.createdAt, webhook.id],
        item: (webhook) => webhookView(webhook, now),
      })
    },

    async 'webhooks.get'({ path }, { tx, orgId, now, etag }) {
      const webhook = await requireWebhook(findWebhook(tx, orgId, path.webhook_id), path.webhook_id)
      etag(webhook.version)
      return webhookView(webhook, now)
    },

    async 'webhooks.update'({ path, body }, { tx, events, orgId, now, etag, checkVersion }) {
      checkWebhook(body, policy)
      const before = await requireWebhook(lockWebhook(tx, orgId, path.webhook_id), path.webhook_id)
      checkVersion(before.version)
      const edited = updateWebhook(before, body, now)
      const after = await switched(tx, edited, body.enabled ?? edited.enabled, now)
      const view = webhookView(after, now)
      if (after !== before) await saveWebhook(tx, after)
      if (edited !== before) events.append('webhook.updated', after.id, { webhook: view })
      if (before.enabled && !after.enabled) {
        await cancelDeliveries(tx, orgId, after.id, now)
        events.append('webhook.disabled', after.id, { webhook: view })
      }
      if (!before.enabled && after.enabled) {
        events.append('webhook.enabled', after.id, { webhook: view })
      }
      etag(after.version)
      return view
    },

    async 'webhooks.delete'({ path }, { tx, events, orgId, now }) {
      const webhook = await lockWebhook(tx, orgId, path.webhook_id)
      if (webhook === null) return
      await deleteWebhook(tx, orgId, webhook.id)
      await cancelDeliveries(tx, orgId, webhook.id, now)
      events.append('webhook.deleted', webhook.id, { webhook: webhookView(webhook, now) })
    },

    async 'webhooks.rotateSecret'({ path, body }, { tx, events, orgId, ids, now, etag }) {
      const before = await requireWebhook(lockWebhook(tx, orgId, path.webhook_id), path.webhook_id)
      const secret = createWebhookSecret(ids, orgId)
      const rotation = {
        secret: box().seal(secret, before.id),
        overlapSeconds: body.overlap_seconds,
      }
      const after = rotateSecret(before, rotation, now)
      await saveWebhook(tx, after)
      const view = webhookView(after, now)
      events.append('webhook.secret_rotated', after.id, { webhook: view })
      etag(after.version)
      return { ...view, secret }
    },

    async 'webhooks.test'({ path }, { tx, orgId, ids, now }) {
      const webhook = await requireWebhook(findWebhook(tx, orgId, path.webhook_id), path.webhook_id)
      requireEnabled(webhook, webhook.id)
      const eventId = ids.next('evt', orgId)
      const delivery = createDeliveryRecord(
        {
          orgId,
          id: ids.next('whd', orgId),
          webhookId: webhook.id,
          eventId,
          event: 'webhook.test',
          body: testBody(eventId, webhookView(webhook, now), now),
        },
        now,
      )
      await insertDeliveries(tx, [delivery])
      return deliveryView(delivery)
    },
  }
}

/** Nothing is sent to a webhook that is disabled, or gone. */
export function requireEnabled(webhook: WebhookRecord | null, id: string): void {
  if (webhook?.enabled === true) return
  const state = webhook === null ? 'deleted' : 'disabled'
  throw new CoxswainError('webhook_disabled', { detail: `the webhook \`${id}\` is ${state}` })
}

async function switched(
  tx: AnyUnit,
  webhook: WebhookRecord,
  enabled: boolean,
  now: number,
): Promise<WebhookRecord> {
  if (enabled === webhook.enabled) return webhook
  if (!enabled) return disableWebhook(webhook, 'requested', now)
  return enableWebhook(webhook, (await readLogHead(tx, webhook.orgId)).seq, now)
}

async function requireWebhook(
  found: Promise<WebhookRecord | null>,
  id: string,
): Promise<WebhookRecord> {
  const webhook = await found
  if (webhook !== null) return webhook
  throw new CoxswainError('not_found', { detail: `there is no webhook \`${id}\`` })
}
