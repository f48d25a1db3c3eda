import type { Migration } from '../../../store/migrator.ts'
import { webhooks } from './0001-webhooks.ts'
import { webhookDeliveries } from './0002-webhook-deliveries.ts'

export const deliveryMigrations: readonly Migration[] = [webhooks, webhookDeliveries]
