import type { Migration } from '../../../store/migrator.ts'

export const decisions: Migration = {
  number: 2,
  name: 'decisions',
  up: [
    `CREATE TABLE decisions (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      action_type TEXT NOT NULL,
      act TEXT NOT NULL,
      act_hash TEXT NOT NULL,
      declared_risk_score INTEGER,
      reversible INTEGER,
      systems_touched TEXT NOT NULL,
      authorization_scope TEXT,
      decision TEXT NOT NULL,
      reasons TEXT NOT NULL,
      matched_policies TEXT NOT NULL,
      risk_score INTEGER NOT NULL,
      computed_risk_score INTEGER NOT NULL,
      risk_breakdown TEXT NOT NULL,
      fail_closed INTEGER NOT NULL,
      granted_by TEXT,
      action_id TEXT,
      used_at BIGINT,
      expires_at BIGINT NOT NULL,
      created_by TEXT,
      created_at BIGINT NOT NULL
    )`,
    'CREATE INDEX decisions_by_age ON decisions (org_id, created_at, id)',
    'CREATE INDEX decisions_by_agent ON decisions (org_id, agent_id, created_at, id)',
    'CREATE INDEX decisions_by_outcome ON decisions (org_id, decision, created_at, id)',
  ],
  down: ['DROP TABLE decisions'],
}
