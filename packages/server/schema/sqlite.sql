CREATE INDEX actions_by_age ON actions (org_id, created_at, id)
CREATE INDEX actions_by_agent ON actions (org_id, agent_id, created_at, id)
CREATE INDEX actions_by_parent ON actions (org_id, parent_action_id, created_at, id)
CREATE INDEX actions_by_session ON actions (org_id, session_id, created_at, id)
CREATE INDEX actions_by_status ON actions (org_id, status, created_at, id)
CREATE INDEX actions_by_type ON actions (org_id, action_type, created_at, id)
CREATE INDEX actions_failed ON actions (org_id, agent_id, ended_at)
      WHERE status = 'failed'
CREATE INDEX actions_failed_by_time ON actions (org_id, ended_at) WHERE status = 'failed'
CREATE INDEX actions_lost ON actions (org_id, agent_id, lease_expires_at)
      WHERE status = 'lost'
CREATE INDEX actions_lost_by_time ON actions (org_id, lease_expires_at) WHERE status = 'lost'
CREATE INDEX actions_running ON actions (org_id, lease_expires_at)
      WHERE status = 'running'
CREATE INDEX actions_unbegun ON actions (org_id, updated_at) WHERE status = 'approved'
CREATE INDEX actions_waiting ON actions (org_id, approval_expires_at)
      WHERE status = 'pending_approval'
CREATE INDEX agent_capabilities_by_agent ON agent_capabilities (org_id, agent_id)
CREATE INDEX agents_by_age ON agents (org_id, created_at, id)
CREATE INDEX api_keys_by_age ON api_keys (org_id, created_at, id)
CREATE INDEX approvals_by_age ON approvals (org_id, requested_at, id)
CREATE INDEX approvals_by_agent ON approvals (org_id, agent_id, requested_at, id)
CREATE INDEX approvals_by_status ON approvals (org_id, status, requested_at, id)
CREATE INDEX assumptions_by_action ON assumptions (org_id, action_id, created_at, id)
CREATE INDEX assumptions_by_age ON assumptions (org_id, created_at, id)
CREATE INDEX assumptions_by_agent ON assumptions (org_id, agent_id, created_at, id)
CREATE INDEX assumptions_invalidated ON assumptions (org_id, agent_id, settled_at)
      WHERE status = 'invalidated'
CREATE INDEX assumptions_open ON assumptions (org_id, created_at) WHERE status = 'open'
CREATE INDEX assumptions_wrong ON assumptions (org_id, settled_at) WHERE status = 'invalidated'
CREATE INDEX decisions_by_age ON decisions (org_id, created_at, id)
CREATE INDEX decisions_by_agent ON decisions (org_id, agent_id, created_at, id)
CREATE INDEX decisions_by_outcome ON decisions (org_id, decision, created_at, id)
CREATE INDEX events_by_resource ON events (org_id, resource, seq)
CREATE INDEX events_by_type ON events (org_id, event, seq)
CREATE INDEX grants_by_act ON grants (org_id, agent_id, act_hash, expires_at)
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at)
CREATE INDEX policies_by_age ON policies (org_id, created_at, id)
CREATE INDEX policies_in_force ON policies (org_id, id)
CREATE INDEX sessions_by_age ON sessions (org_id, started_at, id)
CREATE INDEX sessions_by_agent ON sessions (org_id, agent_id, started_at, id)
CREATE INDEX signals_by_age ON signals (org_id, first_seen_at, id)
CREATE INDEX signals_by_agent ON signals (org_id, agent_id, first_seen_at, id)
CREATE INDEX signals_by_status ON signals (org_id, status, first_seen_at, id)
CREATE TABLE actions (
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
    )
CREATE TABLE agent_capabilities (
      org_id TEXT NOT NULL,
      capability TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      PRIMARY KEY (org_id, capability, agent_id)
    )
CREATE TABLE agents (
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
    )
CREATE TABLE api_keys (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      public_id TEXT NOT NULL UNIQUE,
      secret_hash TEXT NOT NULL,
      name TEXT NOT NULL,
      environment TEXT NOT NULL,
      scopes TEXT NOT NULL,
      agent_id TEXT,
      parent_id TEXT,
      lineage TEXT NOT NULL,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT,
      revoked_at BIGINT,
      last_used_at BIGINT
    )
CREATE TABLE approvals (
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
    )
CREATE TABLE assumptions (
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
    )
CREATE TABLE coxswain_migrations (
  module TEXT NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (module, number)
)
CREATE TABLE decisions (
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
    )
CREATE TABLE events (
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
    )
CREATE TABLE grants (
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
    )
CREATE TABLE idempotency_keys (
      org_id TEXT NOT NULL,
      principal TEXT NOT NULL,
      key_hash TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      status INTEGER NOT NULL,
      etag TEXT,
      body TEXT,
      encrypted INTEGER NOT NULL,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, principal, key_hash)
    )
CREATE TABLE kernel_secrets (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    )
CREATE TABLE org_log (
      org_id TEXT NOT NULL PRIMARY KEY,
      epoch BIGINT NOT NULL,
      last_seq BIGINT NOT NULL,
      last_ms BIGINT NOT NULL,
      last_id TEXT,
      first_seq BIGINT NOT NULL,
      trimmed_id TEXT
    )
CREATE TABLE orgs (
      id TEXT NOT NULL PRIMARY KEY,
      version BIGINT NOT NULL,
      name TEXT NOT NULL,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    )
CREATE TABLE policies (
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
    )
CREATE TABLE policy_grant_uses (
      org_id TEXT NOT NULL,
      policy_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      number BIGINT NOT NULL,
      action_id TEXT NOT NULL,
      used_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, policy_id, agent_id, number)
    )
CREATE TABLE policy_revisions (
      org_id TEXT NOT NULL PRIMARY KEY,
      revision TEXT NOT NULL
    )
CREATE TABLE sessions (
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
    )
CREATE TABLE signal_settings (
      org_id TEXT NOT NULL PRIMARY KEY,
      version BIGINT NOT NULL,
      rules TEXT NOT NULL,
      updated_at BIGINT
    )
CREATE TABLE signals (
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
    )
