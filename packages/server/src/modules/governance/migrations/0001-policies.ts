import type { Migration } from '../../../store/migrator.ts'

export const policies: Migration = {
  number: 1,
  name: 'policies',
  up: [
    `CREATE TABLE policies (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      version BIGINT NOT NULL,
      name TEXT NOT NULL,
      description TEXT,
      enabled INTEGER NOT NULL,
      mode TEXT NOT NULL,
      agent_ids TEXT NOT NULL,
      rule_type TEXT NOT NULL,
      rule TEXT NOT NULL,
      tests TEXT NOT NULL,
      metadata TEXT NOT NULL,
      created_by TEXT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      UNIQUE (org_id, name)
    )`,
    'CREATE INDEX policies_by_age ON policies (org_id, created_at, id)',
    'CREATE INDEX policies_in_force ON policies (org_id, id)',
  ],
  down: ['DROP TABLE policies'],
}
