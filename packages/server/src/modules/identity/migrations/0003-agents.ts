import type { Migration } from '../../../store/migrator.ts'

export const agents: Migration = {
  number: 3,
  name: 'agents',
  up: [
    `CREATE TABLE agents (
      org_id TEXT NOT NULL,
      id TEXT NOT NULL,
      version BIGINT NOT NULL,
      display_name TEXT,
      description TEXT,
      capabilities TEXT NOT NULL,
      labels TEXT NOT NULL,
      heartbeat_timeout_seconds INTEGER,
      metadata TEXT NOT NULL,
      last_heartbeat_at BIGINT,
      silent_at BIGINT,
      suspended_at BIGINT,
      suspended_reason TEXT,
      retired_at BIGINT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, id)
    )`,
    'CREATE INDEX agents_by_age ON agents (org_id, created_at, id)',
    `CREATE TABLE agent_capabilities (
      org_id TEXT NOT NULL,
      capability TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      PRIMARY KEY (org_id, capability, agent_id)
    )`,
    'CREATE INDEX agent_capabilities_by_agent ON agent_capabilities (org_id, agent_id)',
  ],
  down: ['DROP TABLE agent_capabilities', 'DROP TABLE agents'],
}
