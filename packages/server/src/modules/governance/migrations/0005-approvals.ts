import type { Migration } from '../../../store/migrator.ts'

/** What an approval is about stands in its action; here is only what was asked and answered. */
export const approvals: Migration = {
  number: 5,
  name: 'approvals',
  up: [
    `CREATE TABLE approvals (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      action_id TEXT NOT NULL UNIQUE,
      agent_id TEXT NOT NULL,
      status TEXT NOT NULL,
      requested_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      decided_at BIGINT,
      decided_by TEXT,
      message TEXT,
      grant_id TEXT,
      updated_at BIGINT NOT NULL
    )`,
    'CREATE INDEX approvals_by_age ON approvals (org_id, requested_at, id)',
    'CREATE INDEX approvals_by_agent ON approvals (org_id, agent_id, requested_at, id)',
    'CREATE INDEX approvals_by_status ON approvals (org_id, status, requested_at, id)',
  ],
  down: ['DROP TABLE approvals'],
}
