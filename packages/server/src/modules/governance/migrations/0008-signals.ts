import type { Migration } from '../../../store/migrator.ts'

/** One row for each type and agent, and no agent for the org as a whole; and what a scan counts by. */
export const signals: Migration = {
  number: 8,
  name: 'signals',
  up: [
    `CREATE TABLE signals (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      type TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      status TEXT NOT NULL,
      value BIGINT NOT NULL,
      threshold BIGINT NOT NULL,
      window_seconds BIGINT NOT NULL,
      count BIGINT NOT NULL,
      note TEXT,
      newest_at BIGINT NOT NULL,
      first_seen_at BIGINT NOT NULL,
      last_seen_at BIGINT NOT NULL,
      acknowledged_at BIGINT,
      acknowledged_by TEXT,
      resolved_at BIGINT,
      resolved_by TEXT,
      UNIQUE (org_id, type, agent_id)
    )`,
    'CREATE INDEX signals_by_age ON signals (org_id, first_seen_at, id)',
    'CREATE INDEX signals_by_status ON signals (org_id, status, first_seen_at, id)',
    'CREATE INDEX signals_by_agent ON signals (org_id, agent_id, first_seen_at, id)',
    `CREATE TABLE signal_settings (
      org_id TEXT NOT NULL PRIMARY KEY,
      version BIGINT NOT NULL,
      rules TEXT NOT NULL,
      updated_at BIGINT
    )`,
    `CREATE INDEX actions_failed_by_time ON actions (org_id, ended_at) WHERE status = 'failed'`,
    `CREATE INDEX actions_lost_by_time ON actions (org_id, lease_expires_at) WHERE status = 'lost'`,
    `CREATE INDEX actions_unbegun ON actions (org_id, updated_at) WHERE status = 'approved'`,
    `CREATE INDEX assumptions_wrong ON assumptions (org_id, settled_at) WHERE status = 'invalidated'`,
    `CREATE INDEX assumptions_open ON assumptions (org_id, created_at) WHERE status = 'open'`,
  ],
  down: [
    'DROP INDEX assumptions_open',
    'DROP INDEX assumptions_wrong',
    'DROP INDEX actions_unbegun',
    'DROP INDEX actions_lost_by_time',
    'DROP INDEX actions_failed_by_time',
    'DROP TABLE signal_settings',
    'DROP TABLE signals',
  ],
}
