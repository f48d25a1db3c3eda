import { eventHandlers } from './event-handlers.ts'
import { type StreamHandlersOptions, streamHandlers } from './stream-handlers.ts'
import { webhookDeliveryHandlers } from './webhooks/webhook-delivery-handlers.ts'
import { type WebhookHandlersOptions, webhookHandlers } from './webhooks/webhook-handlers.ts'

export interface DeliveryHandlersOptions {
  readonly stream: StreamHandlersOptions
  readonly webhooks: WebhookHandlersOptions
}

export function deliveryHandlers({ stream, webhooks }: DeliveryHandlersOptions) {
  return {
    ...eventHandlers,
    ...streamHandlers(stream),
    ...webhookHandlers(webhooks),
    ...webhookDeliveryHandlers,
  }
}
