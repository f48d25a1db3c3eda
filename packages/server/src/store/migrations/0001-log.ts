import type { Migration } from '../migrator.ts'

export const log: Migration = {
  number: 1,
  name: 'log',
  up: [
    `CREATE TABLE org_log (
      org_id TEXT NOT NULL PRIMARY KEY,
      epoch BIGINT NOT NULL,
      last_seq BIGINT NOT NULL,
      last_ms BIGINT NOT NULL,
      last_id TEXT,
      first_seq BIGINT NOT NULL,
      trimmed_id TEXT
    )`,
    `CREATE TABLE events (
      org_id TEXT NOT NULL,
      seq BIGINT NOT NULL,
      id TEXT NOT NULL,
      event TEXT NOT NULL,
      version TEXT NOT NULL,
      timestamp BIGINT NOT NULL,
      trace_id TEXT,
      actor TEXT NOT NULL,
      resource TEXT NOT NULL,
      payload TEXT NOT NULL,
      PRIMARY KEY (org_id, seq)
    )`,
    'CREATE INDEX events_by_type ON events (org_id, event, seq)',
  ],
  down: ['DROP TABLE events', 'DROP TABLE org_log'],
}
