import type { WriteUnit } from '../../../store/unit-of-work.ts'
import { disableWebhook, patienceMs, type WebhookRecord, webhookView } from './webhook.ts'
import {
  type DeliveryRecord,
  type Outcome,
  type Settling,
  settleDelivery,
} from './webhook-delivery.ts'
import { cancelDeliveries, settleClaim } from './webhook-delivery-repository.ts'
import { lockWebhook, saveWebhook } from './webhook-repository.ts'

/** A status by which a receiver says that it is gone for good. */
const gone = 410

/**
 * Writes what came of an attempt, for the delivery and for its webhook. Where the lease is not held any
 * more nothing is written: somebody else has tried since, or the webhook was disabled.
 */
export async function settleAttempt(
  unit: WriteUnit,
  delivery: DeliveryRecord,
  outcome: Outcome,
  settling: Settling,
): Promise<void> {
  const { orgId, webhookId, lease } = delivery
  const { now } = settling
  // Before the delivery, as whoever disables a webhook comes to both in this order.
  const webhook = await lockWebhook(unit, orgId, webhookId)
  const settled = settleDelivery(delivery, outcome, settling)
  if (lease === null || !(await settleClaim(unit, lease, settled))) return
  if (webhook?.enabled !== true) return
  const after = judgeWebhook(webhook, outcome, now)
  if (after === webhook) return
  await saveWebhook(unit, after)
  if (after.enabled) return
  await cancelDeliveries(unit, orgId, webhookId, now)
  unit.events.append('webhook.disabled', webhookId, { webhook: webhookView(after, now) })
}

/** What an attempt says about the webhook as a whole; the same object when it is nothing new. */
export function judgeWebhook(
  webhook: WebhookRecord,
  { failure, responseStatus }: Pick<Outcome, 'failure' | 'responseStatus'>,
  now: number,
): WebhookRecord {
  if (failure === null) {
    return webhook.failingSince === null ? webhook : { ...webhook, failingSince: null }
  }
  const failing = { ...webhook, failingSince: webhook.failingSince ?? now }
  if (responseStatus === gone) return disableWebhook(failing, 'gone', now)
  if (now - failing.failingSince >= patienceMs) return disableWebhook(failing, 'failing', now)
  return webhook.failingSince === null ? failing : webhook
}
