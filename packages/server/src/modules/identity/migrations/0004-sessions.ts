import type { Migration } from '../../../store/migrator.ts'

export const sessions: Migration = {
  number: 4,
  name: 'sessions',
  up: [
    `CREATE TABLE sessions (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      name TEXT,
      outcome TEXT,
      summary TEXT,
      counters TEXT NOT NULL,
      metadata TEXT NOT NULL,
      started_at BIGINT NOT NULL,
      ended_at BIGINT,
      updated_at BIGINT NOT NULL
    )`,
    'CREATE INDEX sessions_by_age ON sessions (org_id, started_at, id)',
    'CREATE INDEX sessions_by_agent ON sessions (org_id, agent_id, started_at, id)',
  ],
  down: ['DROP TABLE sessions'],
}
