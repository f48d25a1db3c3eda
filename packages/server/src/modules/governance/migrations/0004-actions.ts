import type { Migration } from '../../../store/migrator.ts'

/**
 * An amount of money stands twice: as it was written, in `cost`, and as whole units and millionths,
 * which can be added up exactly on every database.
 */
export const actions: Migration = {
  number: 4,
  name: 'actions',
  up: [
    `CREATE TABLE actions (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      version BIGINT NOT NULL,
      agent_id TEXT NOT NULL,
      session_id TEXT,
      parent_action_id TEXT,
      action_type TEXT NOT NULL,
      goal TEXT NOT NULL,
      reasoning TEXT,
      act TEXT NOT NULL,
      act_hash TEXT NOT NULL,
      approved_act TEXT,
      approved_act_hash TEXT,
      reversible INTEGER,
      systems_touched TEXT NOT NULL,
      authorization_scope TEXT,
      declared_risk_score INTEGER,
      risk_score INTEGER NOT NULL,
      decision TEXT NOT NULL,
      reasons TEXT NOT NULL,
      decision_id TEXT NOT NULL UNIQUE,
      approval_id TEXT,
      status TEXT NOT NULL,
      approval_expires_at BIGINT,
      claim_id TEXT,
      lease_expires_at BIGINT,
      summary TEXT,
      error_message TEXT,
      cancel_reason TEXT,
      cost TEXT,
      cost_currency TEXT,
      cost_whole BIGINT,
      cost_millionths BIGINT,
      tokens_in BIGINT,
      tokens_out BIGINT,
      drift BIGINT NOT NULL,
      metadata TEXT NOT NULL,
      created_by TEXT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      started_at BIGINT,
      ended_at BIGINT
    )`,
    'CREATE INDEX actions_by_age ON actions (org_id, created_at, id)',
    'CREATE INDEX actions_by_agent ON actions (org_id, agent_id, created_at, id)',
    'CREATE INDEX actions_by_session ON actions (org_id, session_id, created_at, id)',
    'CREATE INDEX actions_by_parent ON actions (org_id, parent_action_id, created_at, id)',
    'CREATE INDEX actions_by_type ON actions (org_id, action_type, created_at, id)',
    'CREATE INDEX actions_by_status ON actions (org_id, status, created_at, id)',
    `CREATE INDEX actions_waiting ON actions (org_id, approval_expires_at)
      WHERE status = 'pending_approval'`,
    `CREATE INDEX actions_running ON actions (org_id, lease_expires_at)
      WHERE status = 'running'`,
    `CREATE INDEX actions_failed ON actions (org_id, agent_id, ended_at)
      WHERE status = 'failed'`,
    `CREATE INDEX actions_lost ON actions (org_id, agent_id, lease_expires_at)
      WHERE status = 'lost'`,
  ],
  down: ['DROP TABLE actions'],
}
