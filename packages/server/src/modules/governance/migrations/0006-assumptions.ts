import type { Migration } from '../../../store/migrator.ts'

export const assumptions: Migration = {
  number: 6,
  name: 'assumptions',
  up: [
    `CREATE TABLE assumptions (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      action_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      statement TEXT NOT NULL,
      confidence INTEGER,
      status TEXT NOT NULL,
      evidence TEXT,
      reason TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      settled_at BIGINT
    )`,
    'CREATE INDEX assumptions_by_age ON assumptions (org_id, created_at, id)',
    'CREATE INDEX assumptions_by_action ON assumptions (org_id, action_id, created_at, id)',
    'CREATE INDEX assumptions_by_agent ON assumptions (org_id, agent_id, created_at, id)',
    `CREATE INDEX assumptions_invalidated ON assumptions (org_id, agent_id, settled_at)
      WHERE status = 'invalidated'`,
  ],
  down: ['DROP TABLE assumptions'],
}
