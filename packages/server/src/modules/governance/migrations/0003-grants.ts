import type { Migration } from '../../../store/migrator.ts'

export const grants: Migration = {
  number: 3,
  name: 'grants',
  up: [
    `CREATE TABLE grants (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      act_hash TEXT NOT NULL,
      approval_id TEXT NOT NULL,
      action_id TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      used_at BIGINT,
      used_by_action_id TEXT
    )`,
    'CREATE INDEX grants_by_act ON grants (org_id, agent_id, act_hash, expires_at)',
    // Uses are numbered: the primary key is what keeps two actions from taking the same one.
    `CREATE TABLE policy_grant_uses (
      org_id TEXT NOT NULL,
      policy_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      number BIGINT NOT NULL,
      action_id TEXT NOT NULL,
      used_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, policy_id, agent_id, number)
    )`,
  ],
  down: ['DROP TABLE policy_grant_uses', 'DROP TABLE grants'],
}
