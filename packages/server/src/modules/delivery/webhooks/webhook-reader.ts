import type { Event } from '@coxswain/contract'
import type { Clock } from '../../../clock.ts'
import type { Ids } from '../../../ids.ts'
import type { LogReader } from '../../../store/log-reader.ts'
import { wantsEvent } from './webhook.ts'
import { createDeliveryRecord } from './webhook-delivery.ts'
import { insertDeliveries } from './webhook-delivery-repository.ts'
import { hasEnabledWebhook, listEnabledWebhooks } from './webhook-repository.ts'

export interface WebhookReaderOptions {
  readonly ids: () => Ids
  readonly clock: () => Clock
  /** Told when there may be something to send in an org. */
  readonly onWritten: (orgId: string) => void
}

/**
 * Writes a delivery for every event and every webhook that wants it. The webhooks are read after the
 * events: one that was committed before an event is seen with it.
 */
export function createWebhookReader({ ids, clock, onWritten }: WebhookReaderOptions): LogReader {
  return {
    name: 'webhooks',
    consumes: ['*'],
    emits: ['webhook.*'],
    concerns: (orgId, unit) => hasEnabledWebhook(unit, orgId),
    async read(events, unit) {
      const orgId = events[0]?.org_id
      if (orgId === undefined) return
      const webhooks = await listEnabledWebhooks(unit, orgId)
      const now = clock().now(orgId)
      const deliveries = events.flatMap((event) => {
        const wanted = { event: String(event.event), seq: event.seq }
        const wanting = webhooks.filter((webhook) => wantsEvent(webhook, wanted))
        if (wanting.length === 0) return []
        const body = JSON.stringify(event)
        return wanting.map(({ id }) => newDelivery(ids().next('whd', orgId), id, event, body, now))
      })
      await insertDeliveries(unit, deliveries)
    },
    committed: onWritten,
  }
}

function newDelivery(id: string, webhookId: string, event: Event, body: string, now: number) {
  const about = { orgId: event.org_id, eventId: event.id, event: String(event.event) }
  return createDeliveryRecord({ ...about, id, webhookId, body }, now)
}
