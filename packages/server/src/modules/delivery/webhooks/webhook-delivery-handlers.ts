import type { Handlers } from '../../../contract-operations.ts'
import { CoxswainError } from '../../../coxswain-error.ts'
import type { AnyUnit } from '../../../store/unit-of-work.ts'
import { createDeliveryRecord, type DeliveryRecord, deliveryView } from './webhook-delivery.ts'
import { findDelivery, insertDeliveries, listDeliveries } from './webhook-delivery-repository.ts'
import { requireEnabled } from './webhook-handlers.ts'
import { findWebhook } from './webhook-repository.ts'

type WebhookDeliveryOperation =
  | 'webhookDeliveries.list'
  | 'webhookDeliveries.get'
  | 'webhookDeliveries.redeliver'

export const webhookDeliveryHandlers: Handlers<WebhookDeliveryOperation> = {
  'webhookDeliveries.list'({ query }, { tx, orgId, page }) {
    const filter = { webhookId: query.webhook_id, status: query.status }
    return page(query, {
      fetch: (range) => listDeliveries(tx, orgId, filter, range),
      position: (delivery) => [delivery.createdAt, delivery.id],
      item: deliveryView,
    })
  },

  async 'webhookDeliveries.get'({ path }, { tx, orgId }) {
    return deliveryView(await requireDelivery(tx, orgId, path.webhook_delivery_id))
  },

  async 'webhookDeliveries.redeliver'({ path }, { tx, orgId, ids, now }) {
    const original = await requireDelivery(tx, orgId, path.webhook_delivery_id)
    const { id: redeliveryOf, webhookId, eventId, event, body } = original
    requireEnabled(await findWebhook(tx, orgId, webhookId), webhookId)
    const about = { orgId, webhookId, eventId, event, body, redeliveryOf }
    const again = createDeliveryRecord({ ...about, id: ids.next('whd', orgId) }, now)
    await insertDeliveries(tx, [again])
    return deliveryView(again)
  },
}

async function requireDelivery(tx: AnyUnit, orgId: string, id: string): Promise<DeliveryRecord> {
  const delivery = await findDelivery(tx, orgId, id)
  if (delivery !== null) return delivery
  throw new CoxswainError('not_found', { detail: `there is no delivery \`${id}\`` })
}
