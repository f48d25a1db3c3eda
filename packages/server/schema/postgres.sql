actions.act text COLLATE C NOT NULL
actions.act_hash text COLLATE C NOT NULL
actions.action_type text COLLATE C NOT NULL
actions.agent_id text COLLATE C NOT NULL
actions.approval_expires_at bigint
actions.approval_id text COLLATE C
actions.approved_act text COLLATE C
actions.approved_act_hash text COLLATE C
actions.authorization_scope text COLLATE C
actions.branch text COLLATE C
actions.cancel_reason text COLLATE C
actions.claim_id text COLLATE C
actions.cost text COLLATE C
actions.cost_currency text COLLATE C
actions.cost_millionths bigint
actions.cost_whole bigint
actions.created_at bigint NOT NULL
actions.created_by text COLLATE C
actions.decision text COLLATE C NOT NULL
actions.decision_id text COLLATE C NOT NULL
actions.declared_risk_score integer
actions.drift bigint NOT NULL
actions.ended_at bigint
actions.error_message text COLLATE C
actions.evidence text COLLATE C
actions.goal text COLLATE C NOT NULL
actions.id text COLLATE C NOT NULL
actions.lease_expires_at bigint
actions.metadata text COLLATE C NOT NULL
actions.org_id text COLLATE C NOT NULL
actions.parent_action_id text COLLATE C
actions.reasoning text COLLATE C
actions.reasons text COLLATE C NOT NULL
actions.reversible integer
actions.risk_score integer NOT NULL
actions.session_id text COLLATE C
actions.started_at bigint
actions.status text COLLATE C NOT NULL
actions.summary text COLLATE C
actions.systems_touched text COLLATE C NOT NULL
actions.tokens_in bigint
actions.tokens_out bigint
actions.updated_at bigint NOT NULL
actions.version bigint NOT NULL
agent_capabilities.agent_id text COLLATE C NOT NULL
agent_capabilities.capability text COLLATE C NOT NULL
agent_capabilities.org_id text COLLATE C NOT NULL
agents.capabilities text COLLATE C NOT NULL
agents.created_at bigint NOT NULL
agents.description text COLLATE C
agents.display_name text COLLATE C
agents.heartbeat_timeout_seconds integer
agents.id text COLLATE C NOT NULL
agents.labels text COLLATE C NOT NULL
agents.last_heartbeat_at bigint
agents.metadata text COLLATE C NOT NULL
agents.org_id text COLLATE C NOT NULL
agents.retired_at bigint
agents.silent_at bigint
agents.suspended_at bigint
agents.suspended_reason text COLLATE C
agents.updated_at bigint NOT NULL
agents.version bigint NOT NULL
api_keys.agent_id text COLLATE C
api_keys.created_at bigint NOT NULL
api_keys.environment text COLLATE C NOT NULL
api_keys.expires_at bigint
api_keys.id text COLLATE C NOT NULL
api_keys.last_used_at bigint
api_keys.lineage text COLLATE C NOT NULL
api_keys.metadata text COLLATE C NOT NULL
api_keys.name text COLLATE C NOT NULL
api_keys.org_id text COLLATE C NOT NULL
api_keys.parent_id text COLLATE C
api_keys.predecessors text COLLATE C NOT NULL DEFAULT '[]'::text
api_keys.public_id text COLLATE C NOT NULL
api_keys.revoked_at bigint
api_keys.scopes text COLLATE C NOT NULL
api_keys.secret_hash text COLLATE C NOT NULL
api_keys.successor_id text COLLATE C
approvals.action_id text COLLATE C NOT NULL
approvals.agent_id text COLLATE C NOT NULL
approvals.decided_at bigint
approvals.decided_by text COLLATE C
approvals.expires_at bigint NOT NULL
approvals.grant_id text COLLATE C
approvals.id text COLLATE C NOT NULL
approvals.message text COLLATE C
approvals.org_id text COLLATE C NOT NULL
approvals.requested_at bigint NOT NULL
approvals.status text COLLATE C NOT NULL
approvals.updated_at bigint NOT NULL
assumptions.action_id text COLLATE C NOT NULL
assumptions.agent_id text COLLATE C NOT NULL
assumptions.confidence integer
assumptions.created_at bigint NOT NULL
assumptions.evidence text COLLATE C
assumptions.id text COLLATE C NOT NULL
assumptions.metadata text COLLATE C NOT NULL
assumptions.org_id text COLLATE C NOT NULL
assumptions.reason text COLLATE C
assumptions.settled_at bigint
assumptions.statement text COLLATE C NOT NULL
assumptions.status text COLLATE C NOT NULL
assumptions.updated_at bigint NOT NULL
context_entries.agent_id text COLLATE C
context_entries.category text COLLATE C NOT NULL
context_entries.content text COLLATE C NOT NULL
context_entries.created_at bigint NOT NULL
context_entries.id text COLLATE C NOT NULL
context_entries.metadata text COLLATE C NOT NULL
context_entries.number bigint NOT NULL
context_entries.org_id text COLLATE C NOT NULL
context_entries.thread_id text COLLATE C NOT NULL
context_points.agent_id text COLLATE C
context_points.category text COLLATE C NOT NULL
context_points.content text COLLATE C NOT NULL
context_points.created_at bigint NOT NULL
context_points.id text COLLATE C NOT NULL
context_points.importance integer NOT NULL
context_points.metadata text COLLATE C NOT NULL
context_points.org_id text COLLATE C NOT NULL
context_points.session_id text COLLATE C
context_points.tags text COLLATE C NOT NULL
context_points.terms text COLLATE C NOT NULL
context_threads.agent_id text COLLATE C
context_threads.closed_at bigint
context_threads.created_at bigint NOT NULL
context_threads.entry_count bigint NOT NULL
context_threads.id text COLLATE C NOT NULL
context_threads.metadata text COLLATE C NOT NULL
context_threads.org_id text COLLATE C NOT NULL
context_threads.status text COLLATE C NOT NULL
context_threads.summary text COLLATE C
context_threads.tags text COLLATE C NOT NULL
context_threads.terms text COLLATE C NOT NULL
context_threads.title text COLLATE C NOT NULL
context_threads.updated_at bigint NOT NULL
coxswain_migrations.applied_at bigint NOT NULL
coxswain_migrations.checksum text COLLATE C NOT NULL
coxswain_migrations.module text COLLATE C NOT NULL
coxswain_migrations.name text COLLATE C NOT NULL
coxswain_migrations.number integer NOT NULL
decisions.act text COLLATE C NOT NULL
decisions.act_hash text COLLATE C NOT NULL
decisions.action_id text COLLATE C
decisions.action_type text COLLATE C NOT NULL
decisions.agent_id text COLLATE C NOT NULL
decisions.authorization_scope text COLLATE C
decisions.branch text COLLATE C
decisions.computed_risk_score integer NOT NULL
decisions.created_at bigint NOT NULL
decisions.created_by text COLLATE C
decisions.decision text COLLATE C NOT NULL
decisions.declared_risk_score integer
decisions.evidence text COLLATE C
decisions.expires_at bigint NOT NULL
decisions.fail_closed integer NOT NULL
decisions.granted_by text COLLATE C
decisions.id text COLLATE C NOT NULL
decisions.matched_policies text COLLATE C NOT NULL
decisions.org_id text COLLATE C NOT NULL
decisions.parent_action_id text COLLATE C
decisions.reasons text COLLATE C NOT NULL
decisions.reversible integer
decisions.risk_breakdown text COLLATE C NOT NULL
decisions.risk_score integer NOT NULL
decisions.systems_touched text COLLATE C NOT NULL
decisions.used_at bigint
events.actor text COLLATE C NOT NULL
events.event text COLLATE C NOT NULL
events.id text COLLATE C NOT NULL
events.org_id text COLLATE C NOT NULL
events.payload text COLLATE C NOT NULL
events.resource text COLLATE C NOT NULL
events.seq bigint NOT NULL
events.timestamp bigint NOT NULL
events.trace_id text COLLATE C
events.version text COLLATE C NOT NULL
grants.act_hash text COLLATE C NOT NULL
grants.action_id text COLLATE C NOT NULL
grants.agent_id text COLLATE C NOT NULL
grants.approval_id text COLLATE C NOT NULL
grants.created_at bigint NOT NULL
grants.expires_at bigint NOT NULL
grants.id text COLLATE C NOT NULL
grants.org_id text COLLATE C NOT NULL
grants.used_at bigint
grants.used_by_action_id text COLLATE C
idempotency_keys.body text COLLATE C
idempotency_keys.encrypted integer NOT NULL
idempotency_keys.etag text COLLATE C
idempotency_keys.expires_at bigint NOT NULL
idempotency_keys.fingerprint text COLLATE C NOT NULL
idempotency_keys.key_hash text COLLATE C NOT NULL
idempotency_keys.org_id text COLLATE C NOT NULL
idempotency_keys.principal text COLLATE C NOT NULL
idempotency_keys.status integer NOT NULL
invites.accepted_at bigint
invites.created_at bigint NOT NULL
invites.email text COLLATE C NOT NULL
invites.expires_at bigint NOT NULL
invites.id text COLLATE C NOT NULL
invites.invited_by text COLLATE C NOT NULL
invites.member_id text COLLATE C
invites.metadata text COLLATE C NOT NULL
invites.org_id text COLLATE C NOT NULL
invites.revoked_at bigint
invites.role text COLLATE C NOT NULL
invites.token_hash text COLLATE C NOT NULL
kernel_secrets.name text COLLATE C NOT NULL
kernel_secrets.value text COLLATE C NOT NULL
log_readers.epoch bigint NOT NULL
log_readers.id text COLLATE C
log_readers.lost integer NOT NULL
log_readers.org_id text COLLATE C NOT NULL
log_readers.reader text COLLATE C NOT NULL
log_readers.seq bigint NOT NULL
members.created_at bigint NOT NULL
members.email text COLLATE C NOT NULL
members.external_id text COLLATE C
members.id text COLLATE C NOT NULL
members.invite_id text COLLATE C NOT NULL
members.metadata text COLLATE C NOT NULL
members.name text COLLATE C
members.org_id text COLLATE C NOT NULL
members.role text COLLATE C NOT NULL
members.updated_at bigint NOT NULL
members.version bigint NOT NULL
memory_entries.agent_id text COLLATE C NOT NULL
memory_entries.content text COLLATE C NOT NULL
memory_entries.created_at bigint NOT NULL
memory_entries.entities text COLLATE C NOT NULL
memory_entries.expires_at bigint
memory_entries.id text COLLATE C NOT NULL
memory_entries.key text COLLATE C NOT NULL
memory_entries.metadata text COLLATE C NOT NULL
memory_entries.namespace text COLLATE C NOT NULL
memory_entries.org_id text COLLATE C NOT NULL
memory_entries.terms text COLLATE C NOT NULL
memory_entries.topics text COLLATE C NOT NULL
memory_entries.updated_at bigint NOT NULL
memory_entries.version bigint NOT NULL
memory_health.agent_id text COLLATE C NOT NULL
memory_health.duplicate_entries bigint
memory_health.entries bigint NOT NULL
memory_health.metadata text COLLATE C NOT NULL
memory_health.newest_entry_at text COLLATE C
memory_health.oldest_entry_at text COLLATE C
memory_health.org_id text COLLATE C NOT NULL
memory_health.reported_at bigint NOT NULL
memory_health.score integer NOT NULL
memory_health.size_bytes bigint
memory_health.stale_entries bigint
message_receipts.agent_id text COLLATE C NOT NULL
message_receipts.archived integer NOT NULL
message_receipts.archived_at bigint
message_receipts.delivered_at bigint NOT NULL
message_receipts.message_id text COLLATE C NOT NULL
message_receipts.org_id text COLLATE C NOT NULL
message_receipts.read_at bigint
message_receipts.type text COLLATE C NOT NULL
message_receipts.unread integer NOT NULL
message_receipts.urgent integer NOT NULL
message_threads.agent_id text COLLATE C
message_threads.created_at bigint NOT NULL
message_threads.id text COLLATE C NOT NULL
message_threads.message_count bigint NOT NULL
message_threads.metadata text COLLATE C NOT NULL
message_threads.org_id text COLLATE C NOT NULL
message_threads.resolution text COLLATE C
message_threads.resolved_at bigint
message_threads.status text COLLATE C NOT NULL
message_threads.subject text COLLATE C NOT NULL
message_threads.updated_at bigint NOT NULL
messages.agent_id text COLLATE C
messages.body text COLLATE C NOT NULL
messages.created_at bigint NOT NULL
messages.delivery_count bigint NOT NULL
messages.id text COLLATE C NOT NULL
messages.metadata text COLLATE C NOT NULL
messages.org_id text COLLATE C NOT NULL
messages.reply_to_id text COLLATE C
messages.subject text COLLATE C
messages.thread_id text COLLATE C
messages.to_agent_id text COLLATE C
messages.type text COLLATE C NOT NULL
messages.urgent integer NOT NULL
org_log.epoch bigint NOT NULL
org_log.first_seq bigint NOT NULL
org_log.last_id text COLLATE C
org_log.last_ms bigint NOT NULL
org_log.last_seq bigint NOT NULL
org_log.org_id text COLLATE C NOT NULL
org_log.trimmed_id text COLLATE C
orgs.created_at bigint NOT NULL
orgs.id text COLLATE C NOT NULL
orgs.metadata text COLLATE C NOT NULL
orgs.name text COLLATE C NOT NULL
orgs.updated_at bigint NOT NULL
orgs.version bigint NOT NULL
policies.agent_ids text COLLATE C NOT NULL
policies.created_at bigint NOT NULL
policies.created_by text COLLATE C
policies.description text COLLATE C
policies.enabled integer NOT NULL
policies.id text COLLATE C NOT NULL
policies.metadata text COLLATE C NOT NULL
policies.mode text COLLATE C NOT NULL
policies.name text COLLATE C NOT NULL
policies.org_id text COLLATE C NOT NULL
policies.rule text COLLATE C NOT NULL
policies.rule_type text COLLATE C NOT NULL
policies.tests text COLLATE C NOT NULL
policies.updated_at bigint NOT NULL
policies.version bigint NOT NULL
policy_revisions.org_id text COLLATE C NOT NULL
policy_revisions.revision text COLLATE C NOT NULL
policy_uses.action_id text COLLATE C NOT NULL
policy_uses.agent_id text COLLATE C NOT NULL
policy_uses.number bigint NOT NULL
policy_uses.org_id text COLLATE C NOT NULL
policy_uses.policy_id text COLLATE C NOT NULL
policy_uses.used_at bigint NOT NULL
sessions.agent_id text COLLATE C NOT NULL
sessions.counters text COLLATE C NOT NULL
sessions.ended_at bigint
sessions.id text COLLATE C NOT NULL
sessions.metadata text COLLATE C NOT NULL
sessions.name text COLLATE C
sessions.org_id text COLLATE C NOT NULL
sessions.outcome text COLLATE C
sessions.started_at bigint NOT NULL
sessions.summary text COLLATE C
sessions.updated_at bigint NOT NULL
signal_settings.org_id text COLLATE C NOT NULL
signal_settings.rules text COLLATE C NOT NULL
signal_settings.updated_at bigint
signal_settings.version bigint NOT NULL
signals.acknowledged_at bigint
signals.acknowledged_by text COLLATE C
signals.agent_id text COLLATE C NOT NULL
signals.count bigint NOT NULL
signals.first_seen_at bigint NOT NULL
signals.id text COLLATE C NOT NULL
signals.last_seen_at bigint NOT NULL
signals.newest_at bigint NOT NULL
signals.note text COLLATE C
signals.org_id text COLLATE C NOT NULL
signals.resolved_at bigint
signals.resolved_by text COLLATE C
signals.status text COLLATE C NOT NULL
signals.threshold bigint NOT NULL
signals.type text COLLATE C NOT NULL
signals.value bigint NOT NULL
signals.window_seconds bigint NOT NULL
webhook_deliveries.attempts integer NOT NULL
webhook_deliveries.body text COLLATE C NOT NULL
webhook_deliveries.completed_at bigint
webhook_deliveries.created_at bigint NOT NULL
webhook_deliveries.duration_ms bigint
webhook_deliveries.event text COLLATE C NOT NULL
webhook_deliveries.event_id text COLLATE C NOT NULL
webhook_deliveries.failure text COLLATE C
webhook_deliveries.id text COLLATE C NOT NULL
webhook_deliveries.last_attempt_at bigint
webhook_deliveries.lease text COLLATE C
webhook_deliveries.next_attempt_at bigint
webhook_deliveries.org_id text COLLATE C NOT NULL
webhook_deliveries.redelivery_of text COLLATE C
webhook_deliveries.response_status integer
webhook_deliveries.status text COLLATE C NOT NULL
webhook_deliveries.webhook_id text COLLATE C NOT NULL
webhooks.after_seq bigint NOT NULL
webhooks.created_at bigint NOT NULL
webhooks.description text COLLATE C
webhooks.disabled_at bigint
webhooks.disabled_reason text COLLATE C
webhooks.enabled integer NOT NULL
webhooks.event_types text COLLATE C
webhooks.failing_since bigint
webhooks.id text COLLATE C NOT NULL
webhooks.metadata text COLLATE C NOT NULL
webhooks.org_id text COLLATE C NOT NULL
webhooks.previous_expires_at bigint
webhooks.previous_secret text COLLATE C
webhooks.secret text COLLATE C NOT NULL
webhooks.updated_at bigint NOT NULL
webhooks.url text COLLATE C NOT NULL
webhooks.version bigint NOT NULL

actions: PRIMARY KEY (id)
actions: UNIQUE (decision_id)
agent_capabilities: PRIMARY KEY (org_id, capability, agent_id)
agents: PRIMARY KEY (org_id, id)
api_keys: PRIMARY KEY (id)
api_keys: UNIQUE (public_id)
approvals: PRIMARY KEY (id)
approvals: UNIQUE (action_id)
assumptions: PRIMARY KEY (id)
context_entries: PRIMARY KEY (org_id, thread_id, number)
context_points: PRIMARY KEY (id)
context_threads: PRIMARY KEY (id)
coxswain_migrations: PRIMARY KEY (module, number)
decisions: PRIMARY KEY (id)
events: PRIMARY KEY (org_id, seq)
grants: PRIMARY KEY (id)
idempotency_keys: PRIMARY KEY (org_id, principal, key_hash)
invites: PRIMARY KEY (id)
invites: UNIQUE (org_id, token_hash)
kernel_secrets: PRIMARY KEY (name)
log_readers: PRIMARY KEY (org_id, reader)
members: PRIMARY KEY (id)
members: UNIQUE (org_id, email)
members: UNIQUE (org_id, external_id)
memory_entries: PRIMARY KEY (id)
memory_entries: UNIQUE (org_id, agent_id, namespace, key)
memory_health: PRIMARY KEY (org_id, agent_id)
message_receipts: PRIMARY KEY (org_id, message_id, agent_id)
message_threads: PRIMARY KEY (id)
messages: PRIMARY KEY (id)
org_log: PRIMARY KEY (org_id)
orgs: PRIMARY KEY (id)
policies: PRIMARY KEY (id)
policies: UNIQUE (org_id, name)
policy_revisions: PRIMARY KEY (org_id)
policy_uses: PRIMARY KEY (org_id, policy_id, agent_id, number)
sessions: PRIMARY KEY (id)
signal_settings: PRIMARY KEY (org_id)
signals: PRIMARY KEY (id)
signals: UNIQUE (org_id, type, agent_id)
webhook_deliveries: PRIMARY KEY (id)
webhooks: PRIMARY KEY (id)

CREATE INDEX actions_by_age ON public.actions USING btree (org_id, created_at, id)
CREATE INDEX actions_by_agent ON public.actions USING btree (org_id, agent_id, created_at, id)
CREATE INDEX actions_by_parent ON public.actions USING btree (org_id, parent_action_id, created_at, id)
CREATE INDEX actions_by_session ON public.actions USING btree (org_id, session_id, created_at, id)
CREATE INDEX actions_by_status ON public.actions USING btree (org_id, status, created_at, id)
CREATE INDEX actions_by_type ON public.actions USING btree (org_id, action_type, created_at, id)
CREATE INDEX actions_failed ON public.actions USING btree (org_id, agent_id, ended_at) WHERE (status = 'failed'::text)
CREATE INDEX actions_failed_by_time ON public.actions USING btree (org_id, ended_at) WHERE (status = 'failed'::text)
CREATE INDEX actions_lost ON public.actions USING btree (org_id, agent_id, lease_expires_at) WHERE (status = 'lost'::text)
CREATE INDEX actions_lost_by_time ON public.actions USING btree (org_id, lease_expires_at) WHERE (status = 'lost'::text)
CREATE INDEX actions_running ON public.actions USING btree (org_id, lease_expires_at) WHERE (status = 'running'::text)
CREATE INDEX actions_unbegun ON public.actions USING btree (org_id, updated_at) WHERE (status = 'approved'::text)
CREATE INDEX actions_waiting ON public.actions USING btree (org_id, approval_expires_at) WHERE (status = 'pending_approval'::text)
CREATE INDEX agent_capabilities_by_agent ON public.agent_capabilities USING btree (org_id, agent_id)
CREATE INDEX agents_by_age ON public.agents USING btree (org_id, created_at, id)
CREATE INDEX api_keys_by_age ON public.api_keys USING btree (org_id, created_at, id)
CREATE INDEX approvals_by_age ON public.approvals USING btree (org_id, requested_at, id)
CREATE INDEX approvals_by_agent ON public.approvals USING btree (org_id, agent_id, requested_at, id)
CREATE INDEX approvals_by_status ON public.approvals USING btree (org_id, status, requested_at, id)
CREATE INDEX assumptions_by_action ON public.assumptions USING btree (org_id, action_id, created_at, id)
CREATE INDEX assumptions_by_age ON public.assumptions USING btree (org_id, created_at, id)
CREATE INDEX assumptions_by_agent ON public.assumptions USING btree (org_id, agent_id, created_at, id)
CREATE INDEX assumptions_invalidated ON public.assumptions USING btree (org_id, agent_id, settled_at) WHERE (status = 'invalidated'::text)
CREATE INDEX assumptions_open ON public.assumptions USING btree (org_id, created_at) WHERE (status = 'open'::text)
CREATE INDEX assumptions_wrong ON public.assumptions USING btree (org_id, settled_at) WHERE (status = 'invalidated'::text)
CREATE INDEX context_points_by_age ON public.context_points USING btree (org_id, created_at, id)
CREATE INDEX context_points_by_agent ON public.context_points USING btree (org_id, agent_id, created_at, id)
CREATE INDEX context_points_by_category ON public.context_points USING btree (org_id, category, created_at, id)
CREATE INDEX context_points_by_session ON public.context_points USING btree (org_id, session_id, created_at, id)
CREATE INDEX context_threads_by_age ON public.context_threads USING btree (org_id, created_at, id)
CREATE INDEX context_threads_by_agent ON public.context_threads USING btree (org_id, agent_id, created_at, id)
CREATE INDEX context_threads_by_status ON public.context_threads USING btree (org_id, status, created_at, id)
CREATE INDEX coxswain_search_context_points ON public.context_points USING gin (array_to_tsvector(string_to_array(terms, ' '::text)))
CREATE INDEX coxswain_search_context_threads ON public.context_threads USING gin (array_to_tsvector(string_to_array(terms, ' '::text)))
CREATE INDEX coxswain_search_memory_entries ON public.memory_entries USING gin (array_to_tsvector(string_to_array(terms, ' '::text)))
CREATE INDEX decisions_by_age ON public.decisions USING btree (org_id, created_at, id)
CREATE INDEX decisions_by_agent ON public.decisions USING btree (org_id, agent_id, created_at, id)
CREATE INDEX decisions_by_outcome ON public.decisions USING btree (org_id, decision, created_at, id)
CREATE INDEX events_by_resource ON public.events USING btree (org_id, resource, seq)
CREATE INDEX events_by_type ON public.events USING btree (org_id, event, seq)
CREATE INDEX grants_by_act ON public.grants USING btree (org_id, agent_id, act_hash, expires_at)
CREATE INDEX idempotency_keys_by_expiry ON public.idempotency_keys USING btree (expires_at)
CREATE INDEX invites_by_age ON public.invites USING btree (org_id, created_at, id)
CREATE INDEX invites_by_email ON public.invites USING btree (org_id, email)
CREATE INDEX invites_by_inviter ON public.invites USING btree (org_id, invited_by, created_at, id)
CREATE INDEX members_by_age ON public.members USING btree (org_id, created_at, id)
CREATE INDEX members_by_role ON public.members USING btree (org_id, role, created_at, id)
CREATE INDEX memory_entries_by_age ON public.memory_entries USING btree (org_id, agent_id, created_at, id)
CREATE INDEX memory_entries_by_end ON public.memory_entries USING btree (org_id, expires_at) WHERE (expires_at IS NOT NULL)
CREATE INDEX memory_entries_by_namespace ON public.memory_entries USING btree (org_id, agent_id, namespace, created_at, id)
CREATE INDEX message_receipts_by_agent ON public.message_receipts USING btree (org_id, agent_id, archived, delivered_at, message_id)
CREATE INDEX message_receipts_by_reading ON public.message_receipts USING btree (org_id, agent_id, archived, unread, delivered_at, message_id)
CREATE INDEX message_threads_by_age ON public.message_threads USING btree (org_id, created_at, id)
CREATE INDEX message_threads_by_agent ON public.message_threads USING btree (org_id, agent_id, created_at, id)
CREATE INDEX message_threads_by_status ON public.message_threads USING btree (org_id, status, created_at, id)
CREATE INDEX messages_by_age ON public.messages USING btree (org_id, created_at, id)
CREATE INDEX messages_by_agent ON public.messages USING btree (org_id, agent_id, created_at, id)
CREATE INDEX messages_by_thread ON public.messages USING btree (org_id, thread_id, created_at, id)
CREATE INDEX policies_by_age ON public.policies USING btree (org_id, created_at, id)
CREATE INDEX policies_in_force ON public.policies USING btree (org_id, id)
CREATE INDEX sessions_by_age ON public.sessions USING btree (org_id, started_at, id)
CREATE INDEX sessions_by_agent ON public.sessions USING btree (org_id, agent_id, started_at, id)
CREATE INDEX signals_by_age ON public.signals USING btree (org_id, first_seen_at, id)
CREATE INDEX signals_by_agent ON public.signals USING btree (org_id, agent_id, first_seen_at, id)
CREATE INDEX signals_by_status ON public.signals USING btree (org_id, status, first_seen_at, id)
CREATE INDEX webhook_deliveries_by_age ON public.webhook_deliveries USING btree (org_id, created_at, id)
CREATE INDEX webhook_deliveries_by_webhook ON public.webhook_deliveries USING btree (org_id, webhook_id, created_at, id)
CREATE INDEX webhook_deliveries_over ON public.webhook_deliveries USING btree (completed_at) WHERE (completed_at IS NOT NULL)
CREATE INDEX webhook_deliveries_pending ON public.webhook_deliveries USING btree (org_id, webhook_id, next_attempt_at) WHERE (status = 'pending'::text)
CREATE INDEX webhooks_by_age ON public.webhooks USING btree (org_id, created_at, id)
CREATE UNIQUE INDEX actions_decision_id_key ON public.actions USING btree (decision_id)
CREATE UNIQUE INDEX actions_pkey ON public.actions USING btree (id)
CREATE UNIQUE INDEX agent_capabilities_pkey ON public.agent_capabilities USING btree (org_id, capability, agent_id)
CREATE UNIQUE INDEX agents_pkey ON public.agents USING btree (org_id, id)
CREATE UNIQUE INDEX api_keys_pkey ON public.api_keys USING btree (id)
CREATE UNIQUE INDEX api_keys_public_id_key ON public.api_keys USING btree (public_id)
CREATE UNIQUE INDEX approvals_action_id_key ON public.approvals USING btree (action_id)
CREATE UNIQUE INDEX approvals_pkey ON public.approvals USING btree (id)
CREATE UNIQUE INDEX assumptions_pkey ON public.assumptions USING btree (id)
CREATE UNIQUE INDEX context_entries_pkey ON public.context_entries USING btree (org_id, thread_id, number)
CREATE UNIQUE INDEX context_points_pkey ON public.context_points USING btree (id)
CREATE UNIQUE INDEX context_threads_pkey ON public.context_threads USING btree (id)
CREATE UNIQUE INDEX coxswain_migrations_pkey ON public.coxswain_migrations USING btree (module, number)
CREATE UNIQUE INDEX decisions_pkey ON public.decisions USING btree (id)
CREATE UNIQUE INDEX events_pkey ON public.events USING btree (org_id, seq)
CREATE UNIQUE INDEX grants_pkey ON public.grants USING btree (id)
CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (org_id, principal, key_hash)
CREATE UNIQUE INDEX invites_org_id_token_hash_key ON public.invites USING btree (org_id, token_hash)
CREATE UNIQUE INDEX invites_pkey ON public.invites USING btree (id)
CREATE UNIQUE INDEX kernel_secrets_pkey ON public.kernel_secrets USING btree (name)
CREATE UNIQUE INDEX log_readers_pkey ON public.log_readers USING btree (org_id, reader)
CREATE UNIQUE INDEX members_org_id_email_key ON public.members USING btree (org_id, email)
CREATE UNIQUE INDEX members_org_id_external_id_key ON public.members USING btree (org_id, external_id)
CREATE UNIQUE INDEX members_pkey ON public.members USING btree (id)
CREATE UNIQUE INDEX memory_entries_org_id_agent_id_namespace_key_key ON public.memory_entries USING btree (org_id, agent_id, namespace, key)
CREATE UNIQUE INDEX memory_entries_pkey ON public.memory_entries USING btree (id)
CREATE UNIQUE INDEX memory_health_pkey ON public.memory_health USING btree (org_id, agent_id)
CREATE UNIQUE INDEX message_receipts_pkey ON public.message_receipts USING btree (org_id, message_id, agent_id)
CREATE UNIQUE INDEX message_threads_pkey ON public.message_threads USING btree (id)
CREATE UNIQUE INDEX messages_pkey ON public.messages USING btree (id)
CREATE UNIQUE INDEX org_log_pkey ON public.org_log USING btree (org_id)
CREATE UNIQUE INDEX orgs_pkey ON public.orgs USING btree (id)
CREATE UNIQUE INDEX policies_org_id_name_key ON public.policies USING btree (org_id, name)
CREATE UNIQUE INDEX policies_pkey ON public.policies USING btree (id)
CREATE UNIQUE INDEX policy_grant_uses_pkey ON public.policy_uses USING btree (org_id, policy_id, agent_id, number)
CREATE UNIQUE INDEX policy_revisions_pkey ON public.policy_revisions USING btree (org_id)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)
CREATE UNIQUE INDEX signal_settings_pkey ON public.signal_settings USING btree (org_id)
CREATE UNIQUE INDEX signals_org_id_type_agent_id_key ON public.signals USING btree (org_id, type, agent_id)
CREATE UNIQUE INDEX signals_pkey ON public.signals USING btree (id)
CREATE UNIQUE INDEX webhook_deliveries_pkey ON public.webhook_deliveries USING btree (id)
CREATE UNIQUE INDEX webhooks_pkey ON public.webhooks USING btree (id)
