import type { Migration } from '../migrator.ts'

export const idempotency: Migration = {
  number: 2,
  name: 'idempotency',
  up: [
    `CREATE TABLE idempotency_keys (
      org_id TEXT NOT NULL,
      principal TEXT NOT NULL,
      key_hash TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      status INTEGER NOT NULL,
      etag TEXT,
      body TEXT,
      encrypted INTEGER NOT NULL,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, principal, key_hash)
    )`,
    'CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at)',
  ],
  down: ['DROP TABLE idempotency_keys'],
}
