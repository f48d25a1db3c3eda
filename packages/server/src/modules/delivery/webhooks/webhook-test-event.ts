import type { Webhook } from '@coxswain/contract'
import { timestamp } from '../../../clock.ts'

/** What a test sends: an envelope like an event's, of a type and a place that no log has. */
export function testBody(id: string, webhook: Webhook, now: number): string {
  return JSON.stringify({
    id,
    org_id: webhook.org_id,
    seq: 0,
    event: 'webhook.test',
    timestamp: timestamp(now),
    version: 'v1',
    trace_id: null,
    actor: { type: 'system', id: null },
    resource: { type: 'webhook', id: webhook.id },
    payload: { webhook },
  })
}
