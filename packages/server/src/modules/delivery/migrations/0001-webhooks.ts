import type { Migration } from '../../../store/migrator.ts'

export const webhooks: Migration = {
  number: 1,
  name: 'webhooks',
  up: [
    `CREATE TABLE webhooks (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      url TEXT NOT NULL,
      event_types TEXT,
      description TEXT,
      enabled INTEGER NOT NULL,
      disabled_reason TEXT,
      disabled_at BIGINT,
      failing_since BIGINT,
      secret TEXT NOT NULL,
      previous_secret TEXT,
      previous_expires_at BIGINT,
      after_seq BIGINT NOT NULL,
      metadata TEXT NOT NULL,
      version BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    )`,
    'CREATE INDEX webhooks_by_age ON webhooks (org_id, created_at, id)',
  ],
  down: ['DROP TABLE webhooks'],
}
