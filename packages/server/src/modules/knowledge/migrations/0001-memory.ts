import type { Migration } from '../../../store/migrator.ts'

export const memory: Migration = {
  number: 1,
  name: 'memory',
  up: [
    `CREATE TABLE memory_entries (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      namespace TEXT NOT NULL,
      key TEXT NOT NULL,
      version BIGINT NOT NULL,
      content TEXT NOT NULL,
      entities TEXT NOT NULL,
      topics TEXT NOT NULL,
      terms TEXT NOT NULL,
      metadata TEXT NOT NULL,
      expires_at BIGINT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      UNIQUE (org_id, agent_id, namespace, key)
    )`,
    'CREATE INDEX memory_entries_by_age ON memory_entries (org_id, agent_id, created_at, id)',
    `CREATE INDEX memory_entries_by_namespace
      ON memory_entries (org_id, agent_id, namespace, created_at, id)`,
    `CREATE INDEX memory_entries_by_end
      ON memory_entries (org_id, expires_at) WHERE expires_at IS NOT NULL`,
    { createSearch: 'memory_entries' },
    `CREATE TABLE memory_health (
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      score INTEGER NOT NULL,
      entries BIGINT NOT NULL,
      size_bytes BIGINT,
      stale_entries BIGINT,
      duplicate_entries BIGINT,
      oldest_entry_at TEXT,
      newest_entry_at TEXT,
      metadata TEXT NOT NULL,
      reported_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, agent_id)
    )`,
  ],
  down: ['DROP TABLE memory_health', { dropSearch: 'memory_entries' }, 'DROP TABLE memory_entries'],
}
