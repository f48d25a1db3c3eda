import { isDeepStrictEqual } from 'node:util'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, prepareQuery, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import { type AgentRecord, type AgentStanding, type AgentStatus, silentAt } from './agent.ts'
import type { Metadata } from './metadata.ts'

interface AgentTables {
  agents: AgentRow
  agent_capabilities: { org_id: string; capability: string; agent_id: string }
}

interface AgentRow {
  org_id: string
  id: string
  version: number
  display_name: string | null
  description: string | null
  capabilities: string
  labels: string
  heartbeat_timeout_seconds: number | null
  metadata: string
  last_heartbeat_at: number | null
  silent_at: number | null
  suspended_at: number | null
  suspended_reason: string | null
  retired_at: number | null
  created_at: number
  updated_at: number
}

const byId = prepareLookUp<AgentTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom('agents').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)
const standing = prepareLookUp<AgentTables, { orgId: string; id: string }>()(
  (tables, { orgId, id }) =>
    tables
      .selectFrom('agents')
      .select(['id', 'suspended_at', 'suspended_reason', 'retired_at'])
      .where('org_id', '=', orgId)
      .where('id', '=', id),
)
const insert = prepareQuery<AgentTables, AgentRow>()((tables, row) =>
  tables
    .insertInto('agents')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)
const update = prepareQuery<AgentTables, AgentRow>()((tables, { org_id, id, ...values }) =>
  tables.updateTable('agents').set(values).where('org_id', '=', org_id).where('id', '=', id),
)

export async function findAgent(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<AgentRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

/** Whether an agent may start anything, without the rest of it. */
export async function findStanding(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<AgentStanding | null> {
  const [row] = await unit.run(standing[lock], { orgId, id })
  if (row === undefined) return null
  return {
    id: row.id,
    suspendedAt: row.suspended_at,
    suspendedReason: row.suspended_reason,
    retiredAt: row.retired_at,
  }
}

export interface AgentFilter {
  readonly status?: AgentStatus | undefined
  readonly capability?: string | undefined
  readonly now: number
}

/** Newest first. The conditions on status say in SQL what `agentStatus` says of one agent. */
export async function listAgents(
  unit: ReadUnit,
  orgId: string,
  { status, capability, now }: AgentFilter,
  range: PageRange,
): Promise<AgentRecord[]> {
  const tables = unit.tables<AgentTables>()
  let query = tables.selectFrom('agents').selectAll().where('org_id', '=', orgId)
  if (status === 'retired') query = query.where('retired_at', 'is not', null)
  else if (status !== undefined) query = query.where('retired_at', 'is', null)
  if (status === 'suspended') query = query.where('suspended_at', 'is not', null)
  if (status === 'silent')
    query = query.where('suspended_at', 'is', null).where('silent_at', '<=', now)
  if (status === 'active') {
    query = query
      .where('suspended_at', 'is', null)
      .where((where) => where.or([where('silent_at', 'is', null), where('silent_at', '>', now)]))
  }
  if (capability !== undefined) {
    query = query.where('id', 'in', (from) =>
      from
        .selectFrom('agent_capabilities')
        .select('agent_id')
        .where('agent_capabilities.org_id', '=', orgId)
        .where('capability', '=', capability),
    )
  }
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

/** Agents at work whose heartbeat was due by `since`, the longest silent first. */
export async function listSilentAgents(
  unit: AnyUnit,
  orgId: string,
  since: number,
  limit: number,
): Promise<{ readonly id: string; readonly silentAt: number }[]> {
  const rows = await (unit as ReadUnit)
    .tables<AgentTables>()
    .selectFrom('agents')
    .select(['id', 'silent_at'])
    .where('org_id', '=', orgId)
    .where('silent_at', '<=', since)
    .where('suspended_at', 'is', null)
    .where('retired_at', 'is', null)
    .orderBy('silent_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id, silent_at }) => ({ id, silentAt: Number(silent_at) }))
}

/** The ids of all agents that are not retired. */
export async function listStandingAgents(unit: AnyUnit, orgId: string): Promise<string[]> {
  const rows = await (unit as ReadUnit)
    .tables<AgentTables>()
    .selectFrom('agents')
    .select('id')
    .where('org_id', '=', orgId)
    .where('retired_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** `false` when another unit of work has made an agent of that id in the meantime. */
export async function insertAgent(unit: WriteUnit, agent: AgentRecord): Promise<boolean> {
  return (await unit.run(insert, row(agent))).length === 1
}

/** Writes the agent as a whole; its row must be locked. */
export async function updateAgent(unit: WriteUnit, agent: AgentRecord): Promise<void> {
  await unit.run(update, row(agent))
}

/** Makes the agent findable by what it says it can do; `before` is what it was, if it was. */
export async function saveCapabilities(
  unit: WriteUnit,
  before: AgentRecord | null,
  agent: AgentRecord,
): Promise<void> {
  const known = before?.capabilities ?? []
  if (isDeepStrictEqual(known, agent.capabilities)) return
  const tables = unit.tables<AgentTables>()
  const { orgId, id } = agent
  if (known.length > 0) {
    await tables
      .deleteFrom('agent_capabilities')
      .where('org_id', '=', orgId)
      .where('agent_id', '=', id)
      .execute()
  }
  if (agent.capabilities.length === 0) return
  await tables
    .insertInto('agent_capabilities')
    .values(agent.capabilities.map((capability) => ({ org_id: orgId, capability, agent_id: id })))
    .execute()
}

function row(agent: AgentRecord): AgentRow {
  return {
    org_id: agent.orgId,
    id: agent.id,
    version: agent.version,
    display_name: agent.displayName,
    description: agent.description,
    capabilities: JSON.stringify(agent.capabilities),
    labels: JSON.stringify(agent.labels),
    heartbeat_timeout_seconds: agent.heartbeatTimeoutSeconds,
    metadata: JSON.stringify(agent.metadata),
    last_heartbeat_at: agent.lastHeartbeatAt,
    silent_at: silentAt(agent),
    suspended_at: agent.suspendedAt,
    suspended_reason: agent.suspendedReason,
    retired_at: agent.retiredAt,
    created_at: agent.createdAt,
    updated_at: agent.updatedAt,
  }
}

function record(row: AgentRow): AgentRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    version: row.version,
    displayName: row.display_name,
    description: row.description,
    capabilities: JSON.parse(row.capabilities) as string[],
    labels: JSON.parse(row.labels) as Record<string, string>,
    heartbeatTimeoutSeconds: row.heartbeat_timeout_seconds,
    metadata: JSON.parse(row.metadata) as Metadata,
    lastHeartbeatAt: row.last_heartbeat_at,
    suspendedAt: row.suspended_at,
    suspendedReason: row.suspended_reason,
    retiredAt: row.retired_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
