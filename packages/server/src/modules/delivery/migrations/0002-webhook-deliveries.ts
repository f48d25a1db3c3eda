import type { Migration } from '../../../store/migrator.ts'

export const webhookDeliveries: Migration = {
  number: 2,
  name: 'webhook-deliveries',
  up: [
    `CREATE TABLE webhook_deliveries (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      webhook_id TEXT NOT NULL,
      event_id TEXT NOT NULL,
      event TEXT NOT NULL,
      body TEXT NOT NULL,
      redelivery_of TEXT,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      response_status INTEGER,
      failure TEXT,
      duration_ms BIGINT,
      last_attempt_at BIGINT,
      next_attempt_at BIGINT,
      lease TEXT,
      created_at BIGINT NOT NULL,
      completed_at BIGINT
    )`,
    'CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (org_id, created_at, id)',
    'CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (org_id, webhook_id, created_at, id)',
    `CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (org_id, webhook_id, next_attempt_at)
      WHERE status = 'pending'`,
    `CREATE INDEX webhook_deliveries_over ON webhook_deliveries (completed_at)
      WHERE completed_at IS NOT NULL`,
  ],
  down: ['DROP TABLE webhook_deliveries'],
}
