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
CREATE INDEX context_points_by_age ON context_points (org_id, created_at, id)
CREATE INDEX context_points_by_agent ON context_points (org_id, agent_id, created_at, id)
CREATE INDEX context_points_by_category ON context_points (org_id, category, created_at, id)
CREATE INDEX context_points_by_session ON context_points (org_id, session_id, created_at, id)
CREATE INDEX context_threads_by_age ON context_threads (org_id, created_at, id)
CREATE INDEX context_threads_by_agent ON context_threads (org_id, agent_id, created_at, id)
CREATE INDEX context_threads_by_status ON context_threads (org_id, status, created_at, id)
CREATE INDEX decisions_by_age ON decisions (org_id, created_at, id)
CREATE INDEX decisions_by_agent ON decisions (org_id, agent_id, created_at, id)
CREATE INDEX decisions_by_outcome ON decisions (org_id, decision, created_at, id)
CREATE INDEX events_by_resource ON events (org_id, resource, seq)
CREATE INDEX events_by_type ON events (org_id, event, seq)
CREATE INDEX grants_by_act ON grants (org_id, agent_id, act_hash, expires_at)
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at)
CREATE INDEX invites_by_age ON invites (org_id, created_at, id)
CREATE INDEX invites_by_email ON invites (org_id, email)
CREATE INDEX invites_by_inviter ON invites (org_id, invited_by, created_at, id)
CREATE INDEX members_by_age ON members (org_id, created_at, id)
CREATE INDEX members_by_role ON members (org_id, role, created_at, id)
CREATE INDEX memory_entries_by_age ON memory_entries (org_id, agent_id, created_at, id)
CREATE INDEX memory_entries_by_end
      ON memory_entries (org_id, expires_at) WHERE expires_at IS NOT NULL
CREATE INDEX memory_entries_by_namespace
      ON memory_entries (org_id, agent_id, namespace, created_at, id)
CREATE INDEX message_receipts_by_agent
      ON message_receipts (org_id, agent_id, archived, delivered_at, message_id)
CREATE INDEX message_receipts_by_reading
      ON message_receipts (org_id, agent_id, archived, unread, delivered_at, message_id)
CREATE INDEX message_threads_by_age ON message_threads (org_id, created_at, id)
CREATE INDEX message_threads_by_agent ON message_threads (org_id, agent_id, created_at, id)
CREATE INDEX message_threads_by_status ON message_threads (org_id, status, created_at, id)
CREATE INDEX messages_by_age ON messages (org_id, created_at, id)
CREATE INDEX messages_by_agent ON messages (org_id, agent_id, created_at, id)
CREATE INDEX messages_by_thread ON messages (org_id, thread_id, created_at, id)
CREATE INDEX policies_by_age ON policies (org_id, created_at, id)
CREATE INDEX policies_in_force ON policies (org_id, id)
CREATE INDEX sessions_by_age ON sessions (org_id, started_at, id)
CREATE INDEX sessions_by_agent ON sessions (org_id, agent_id, started_at, id)
CREATE INDEX signals_by_age ON signals (org_id, first_seen_at, id)
CREATE INDEX signals_by_agent ON signals (org_id, agent_id, first_seen_at, id)
CREATE INDEX signals_by_status ON signals (org_id, status, first_seen_at, id)
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (org_id, created_at, id)
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (org_id, webhook_id, created_at, id)
CREATE INDEX webhook_deliveries_over ON webhook_deliveries (completed_at)
      WHERE completed_at IS NOT NULL
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (org_id, webhook_id, next_attempt_at)
      WHERE status = 'pending'
CREATE INDEX webhooks_by_age ON webhooks (org_id, created_at, id)
CREATE TABLE "policy_uses" (
      org_id TEXT NOT NULL,
      policy_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      number BIGINT NOT NULL,
      action_id TEXT NOT NULL,
      used_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, policy_id, agent_id, number)
    )
CREATE TABLE 'coxswain_search_context_points_config'(k PRIMARY KEY, v) WITHOUT ROWID
CREATE TABLE 'coxswain_search_context_points_data'(id INTEGER PRIMARY KEY, block BLOB)
CREATE TABLE 'coxswain_search_context_points_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)
CREATE TABLE 'coxswain_search_context_points_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID
CREATE TABLE 'coxswain_search_context_threads_config'(k PRIMARY KEY, v) WITHOUT ROWID
CREATE TABLE 'coxswain_search_context_threads_data'(id INTEGER PRIMARY KEY, block BLOB)
CREATE TABLE 'coxswain_search_context_threads_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)
CREATE TABLE 'coxswain_search_context_threads_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID
CREATE TABLE 'coxswain_search_memory_entries_config'(k PRIMARY KEY, v) WITHOUT ROWID
CREATE TABLE 'coxswain_search_memory_entries_data'(id INTEGER PRIMARY KEY, block BLOB)
CREATE TABLE 'coxswain_search_memory_entries_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)
CREATE TABLE 'coxswain_search_memory_entries_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID
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
    , evidence TEXT, branch TEXT)
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
    , predecessors TEXT NOT NULL DEFAULT '[]', successor_id TEXT)
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
CREATE TABLE context_entries (
      org_id TEXT NOT NULL,
      thread_id TEXT NOT NULL,
      number BIGINT NOT NULL,
      id TEXT NOT NULL,
      category TEXT NOT NULL,
      content TEXT NOT NULL,
      agent_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, thread_id, number)
    )
CREATE TABLE context_points (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      category TEXT NOT NULL,
      importance INTEGER NOT NULL,
      content TEXT NOT NULL,
      tags TEXT NOT NULL,
      terms TEXT NOT NULL,
      agent_id TEXT,
      session_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )
CREATE TABLE context_threads (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      title TEXT NOT NULL,
      status TEXT NOT NULL,
      summary TEXT,
      entry_count BIGINT NOT NULL,
      tags TEXT NOT NULL,
      terms TEXT NOT NULL,
      agent_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      closed_at BIGINT
    )
CREATE TABLE coxswain_migrations (
  module TEXT NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (module, number)
)
CREATE TABLE coxswain_search_context_points_rows (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)
CREATE TABLE coxswain_search_context_threads_rows (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)
CREATE TABLE coxswain_search_memory_entries_rows (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)
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
    , evidence TEXT, branch TEXT, parent_action_id TEXT)
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
CREATE TABLE invites (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      email TEXT NOT NULL,
      role TEXT NOT NULL,
      token_hash TEXT NOT NULL,
      invited_by TEXT NOT NULL,
      member_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      accepted_at BIGINT,
      revoked_at BIGINT,
      UNIQUE (org_id, token_hash)
    )
CREATE TABLE kernel_secrets (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    )
CREATE TABLE log_readers (
      org_id TEXT NOT NULL,
      reader TEXT NOT NULL,
      epoch BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      id TEXT,
      lost INTEGER NOT NULL,
      PRIMARY KEY (org_id, reader)
    )
CREATE TABLE members (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      email TEXT NOT NULL,
      external_id TEXT,
      name TEXT,
      role TEXT NOT NULL,
      invite_id TEXT NOT NULL,
      metadata TEXT NOT NULL,
      version BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      UNIQUE (org_id, email),
      UNIQUE (org_id, external_id)
    )
CREATE TABLE memory_entries (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      namespace TEXT NOT NULL,
      key TEXT NOT NULL,
      version BIGINT NOT NULL,
      content TEXT NOT NULL,
      entities TEXT NOT NULL,
      topics TEXT NOT NULL,
      terms TEXT NOT NULL,
      metadata TEXT NOT NULL,
      expires_at BIGINT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      UNIQUE (org_id, agent_id, namespace, key)
    )
CREATE TABLE memory_health (
      org_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      score INTEGER NOT NULL,
      entries BIGINT NOT NULL,
      size_bytes BIGINT,
      stale_entries BIGINT,
      duplicate_entries BIGINT,
      oldest_entry_at TEXT,
      newest_entry_at TEXT,
      metadata TEXT NOT NULL,
      reported_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, agent_id)
    )
CREATE TABLE message_receipts (
      org_id TEXT NOT NULL,
      message_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      type TEXT NOT NULL,
      urgent INTEGER NOT NULL,
      unread INTEGER NOT NULL,
      archived INTEGER NOT NULL,
      delivered_at BIGINT NOT NULL,
      read_at BIGINT,
      archived_at BIGINT,
      PRIMARY KEY (org_id, message_id, agent_id)
    )
CREATE TABLE message_threads (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      subject TEXT NOT NULL,
      status TEXT NOT NULL,
      resolution TEXT,
      message_count BIGINT NOT NULL,
      agent_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      resolved_at BIGINT
    )
CREATE TABLE messages (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      type TEXT NOT NULL,
      urgent INTEGER NOT NULL,
      subject TEXT,
      body TEXT NOT NULL,
      agent_id TEXT,
      to_agent_id TEXT,
      thread_id TEXT,
      reply_to_id TEXT,
      delivery_count BIGINT NOT NULL,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL
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
CREATE TABLE webhook_deliveries (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      webhook_id TEXT NOT NULL,
      event_id TEXT NOT NULL,
      event TEXT NOT NULL,
      body TEXT NOT NULL,
      redelivery_of TEXT,
      status TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      response_status INTEGER,
      failure TEXT,
      duration_ms BIGINT,
      last_attempt_at BIGINT,
      next_attempt_at BIGINT,
      lease TEXT,
      created_at BIGINT NOT NULL,
      completed_at BIGINT
    )
CREATE TABLE webhooks (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      url TEXT NOT NULL,
      event_types TEXT,
      description TEXT,
      enabled INTEGER NOT NULL,
      disabled_reason TEXT,
      disabled_at BIGINT,
      failing_since BIGINT,
      secret TEXT NOT NULL,
      previous_secret TEXT,
      previous_expires_at BIGINT,
      after_seq BIGINT NOT NULL,
      metadata TEXT NOT NULL,
      version BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    )
CREATE TRIGGER coxswain_search_context_points_delete AFTER DELETE ON context_points BEGIN
        DELETE FROM coxswain_search_context_points WHERE rowid = (SELECT number FROM coxswain_search_context_points_rows WHERE id = old.id);
        DELETE FROM coxswain_search_context_points_rows WHERE id = old.id;
      END
CREATE TRIGGER coxswain_search_context_points_insert AFTER INSERT ON context_points BEGIN
        INSERT INTO coxswain_search_context_points_rows (id) VALUES (new.id);
        INSERT INTO coxswain_search_context_points (rowid, terms) VALUES ((SELECT number FROM coxswain_search_context_points_rows WHERE id = new.id), new.terms);
      END
CREATE TRIGGER coxswain_search_context_points_update AFTER UPDATE OF terms ON context_points BEGIN
        UPDATE coxswain_search_context_points SET terms = new.terms WHERE rowid = (SELECT number FROM coxswain_search_context_points_rows WHERE id = new.id);
      END
CREATE TRIGGER coxswain_search_context_threads_delete AFTER DELETE ON context_threads BEGIN
        DELETE FROM coxswain_search_context_threads WHERE rowid = (SELECT number FROM coxswain_search_context_threads_rows WHERE id = old.id);
        DELETE FROM coxswain_search_context_threads_rows WHERE id = old.id;
      END
CREATE TRIGGER coxswain_search_context_threads_insert AFTER INSERT ON context_threads BEGIN
        INSERT INTO coxswain_search_context_threads_rows (id) VALUES (new.id);
        INSERT INTO coxswain_search_context_threads (rowid, terms) VALUES ((SELECT number FROM coxswain_search_context_threads_rows WHERE id = new.id), new.terms);
      END
CREATE TRIGGER coxswain_search_context_threads_update AFTER UPDATE OF terms ON context_threads BEGIN
        UPDATE coxswain_search_context_threads SET terms = new.terms WHERE rowid = (SELECT number FROM coxswain_search_context_threads_rows WHERE id = new.id);
      END
CREATE TRIGGER coxswain_search_memory_entries_delete AFTER DELETE ON memory_entries BEGIN
        DELETE FROM coxswain_search_memory_entries WHERE rowid = (SELECT number FROM coxswain_search_memory_entries_rows WHERE id = old.id);
        DELETE FROM coxswain_search_memory_entries_rows WHERE id = old.id;
      END
CREATE TRIGGER coxswain_search_memory_entries_insert AFTER INSERT ON memory_entries BEGIN
        INSERT INTO coxswain_search_memory_entries_rows (id) VALUES (new.id);
        INSERT INTO coxswain_search_memory_entries (rowid, terms) VALUES ((SELECT number FROM coxswain_search_memory_entries_rows WHERE id = new.id), new.terms);
      END
CREATE TRIGGER coxswain_search_memory_entries_update AFTER UPDATE OF terms ON memory_entries BEGIN
        UPDATE coxswain_search_memory_entries SET terms = new.terms WHERE rowid = (SELECT number FROM coxswain_search_memory_entries_rows WHERE id = new.id);
      END
CREATE VIRTUAL TABLE coxswain_search_context_points USING fts5(
        terms, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
      )
CREATE VIRTUAL TABLE coxswain_search_context_threads USING fts5(
        terms, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
      )
CREATE VIRTUAL TABLE coxswain_search_memory_entries USING fts5(
        terms, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
      )
