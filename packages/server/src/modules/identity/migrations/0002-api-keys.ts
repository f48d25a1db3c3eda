import type { Migration } from '../../../store/migrator.ts'

export const apiKeys: Migration = {
  number: 2,
  name: 'api-keys',
  up: [
    `CREATE TABLE api_keys (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      public_id TEXT NOT NULL UNIQUE,
      secret_hash TEXT NOT NULL,
      name TEXT NOT NULL,
      environment TEXT NOT NULL,
      scopes TEXT NOT NULL,
      agent_id TEXT,
      parent_id TEXT,
      lineage TEXT NOT NULL,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT,
      revoked_at BIGINT,
      last_used_at BIGINT
    )`,
    'CREATE INDEX api_keys_by_age ON api_keys (org_id, created_at, id)',
  ],
  down: ['DROP TABLE api_keys'],
}
