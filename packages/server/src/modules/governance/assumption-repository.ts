import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import type { AssumptionRecord, AssumptionState } from './assumption.ts'

export interface AssumptionTables {
  assumptions: AssumptionRow
}

interface AssumptionRow {
  id: string
  org_id: string
  action_id: string
  agent_id: string
  statement: string
  confidence: number | null
  status: string
  evidence: string | null
  reason: string | null
  metadata: string
  created_at: number
  updated_at: number
  settled_at: number | null
}

export async function findAssumption(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<AssumptionRecord | null> {
  const row = await (unit as ReadUnit)
    .tables<AssumptionTables>()
    .selectFrom('assumptions')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : record(row)
}

export async function insertAssumption(
  unit: WriteUnit,
  assumption: AssumptionRecord,
): Promise<void> {
  await unit.tables<AssumptionTables>().insertInto('assumptions').values(row(assumption)).execute()
}

/** Writes what `before` was settled as; `false` when it is no longer what was read. */
export async function updateAssumption(
  unit: WriteUnit,
  before: AssumptionRecord,
  after: AssumptionRecord,
): Promise<boolean> {
  const { status, evidence, reason, updated_at, settled_at } = row(after)
  const changed = await unit
    .tables<AssumptionTables>()
    .updateTable('assumptions')
    .set({ status, evidence, reason, updated_at, settled_at })
    .where('id', '=', before.id)
    .where('status', '=', before.status)
    .returning('id')
    .execute()
  return changed.length > 0
}

export interface AssumptionFilter {
  readonly actionId?: string | undefined
  readonly agentId?: string | undefined
  readonly status?: AssumptionState | undefined
}

/** Newest first. */
export async function listAssumptions(
  unit: ReadUnit,
  orgId: string,
  { actionId, agentId, status }: AssumptionFilter,
  range: PageRange,
): Promise<AssumptionRecord[]> {
  let query = unit
    .tables<AssumptionTables>()
    .selectFrom('assumptions')
    .selectAll()
    .where('org_id', '=', orgId)
  if (actionId !== undefined) query = query.where('action_id', '=', actionId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (status !== undefined) query = query.where('status', '=', status)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

/** What an action took for granted, oldest first. */
export async function listAssumptionsOf(
  unit: ReadUnit,
  orgId: string,
  actionId: string,
  limit: number,
): Promise<AssumptionRecord[]> {
  const rows = await unit
    .tables<AssumptionTables>()
    .selectFrom('assumptions')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('action_id', '=', actionId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(record)
}

function row(assumption: AssumptionRecord): AssumptionRow {
  return {
    id: assumption.id,
    org_id: assumption.orgId,
    action_id: assumption.actionId,
    agent_id: assumption.agentId,
    statement: assumption.statement,
    confidence: assumption.confidence,
    status: assumption.status,
    evidence: assumption.evidence,
    reason: assumption.reason,
    metadata: JSON.stringify(assumption.metadata),
    created_at: assumption.createdAt,
    updated_at: assumption.updatedAt,
    settled_at: assumption.settledAt,
  }
}

function record(row: AssumptionRow): AssumptionRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    actionId: row.action_id,
    agentId: row.agent_id,
    statement: row.statement,
    confidence: row.confidence,
    status: row.status as AssumptionState,
    evidence: row.evidence,
    reason: row.reason,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    settledAt: row.settled_at,
  }
}
