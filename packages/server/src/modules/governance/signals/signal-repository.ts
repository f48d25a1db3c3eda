import type { PageRange } from '../../../http/page.ts'
import { newestFirst } from '../../../store/newest-first.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../../store/unit-of-work.ts'
import type { SignalRecord, SignalStatus } from './signal.ts'
import type { SignalType } from './signal-type.ts'

interface SignalTables {
  signals: SignalRow
}

interface SignalRow {
  id: string
  org_id: string
  type: string
  /** Empty for the org as a whole: what is unique must not be null. */
  agent_id: string
  status: string
  value: number
  threshold: number
  window_seconds: number
  count: number
  note: string | null
  newest_at: number
  first_seen_at: number
  last_seen_at: number
  acknowledged_at: number | null
  acknowledged_by: string | null
  resolved_at: number | null
  resolved_by: string | null
}

/** The signal, locked for a unit that is about to change it. */
export async function lockSignal(
  unit: WriteUnit,
  orgId: string,
  id: string,
): Promise<SignalRecord | null> {
  const row = await unit
    .tables<SignalTables>()
    .selectFrom('signals')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : record(row)
}

export async function findSignal(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<SignalRecord | null> {
  const row = await (unit as ReadUnit)
    .tables<SignalTables>()
    .selectFrom('signals')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : record(row)
}

/** The signals of one type, locked, those that are not resolved and those about these agents. */
export async function lockSignalsOf(
  unit: WriteUnit,
  orgId: string,
  type: SignalType,
  agents: readonly (string | null)[],
): Promise<SignalRecord[]> {
  const names = agents.map((agent) => agent ?? '')
  const rows = await unit
    .tables<SignalTables>()
    .selectFrom('signals')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('type', '=', type)
    .where((where) =>
      where.or([
        where('status', '<>', 'resolved'),
        ...(names.length > 0 ? [where('agent_id', 'in', names)] : []),
      ]),
    )
    .orderBy('agent_id')
    .forUpdate()
    .execute()
  return rows.map(record)
}

/** `false` when another unit has detected the same meanwhile. */
export async function insertSignal(unit: WriteUnit, signal: SignalRecord): Promise<boolean> {
  const rows = await unit
    .tables<SignalTables>()
    .insertInto('signals')
    .values(row(signal))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.length > 0
}

/** Writes a signal that is locked. */
export async function updateSignal(unit: WriteUnit, signal: SignalRecord): Promise<void> {
  const {
    id,
    org_id,
    type: _type,
    agent_id: _agent,
    first_seen_at: _first,
    ...changed
  } = row(signal)
  await unit
    .tables<SignalTables>()
    .updateTable('signals')
    .set(changed)
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .execute()
}

export interface SignalFilter {
  readonly status?: SignalStatus | undefined
  readonly types?: readonly SignalType[] | undefined
  readonly agentId?: string | undefined
}

/** Newest first. */
export async function listSignals(
  unit: ReadUnit,
  orgId: string,
  { status, types, agentId }: SignalFilter,
  range: PageRange,
): Promise<SignalRecord[]> {
  let query = unit
    .tables<SignalTables>()
    .selectFrom('signals')
    .selectAll()
    .where('org_id', '=', orgId)
  if (status !== undefined) query = query.where('status', '=', status)
  if (types !== undefined) query = query.where('type', 'in', types.length > 0 ? types : [''])
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  const rows = await newestFirst(query, ['first_seen_at', 'id'], range).execute()
  return rows.map(record)
}

function row(signal: SignalRecord): SignalRow {
  return {
    id: signal.id,
    org_id: signal.orgId,
    type: signal.type,
    agent_id: signal.agentId ?? '',
    status: signal.status,
    value: signal.value,
    threshold: signal.threshold,
    window_seconds: signal.windowSeconds,
    count: signal.count,
    note: signal.note,
    newest_at: signal.newestAt,
    first_seen_at: signal.firstSeenAt,
    last_seen_at: signal.lastSeenAt,
    acknowledged_at: signal.acknowledgedAt,
    acknowledged_by: signal.acknowledgedBy,
    resolved_at: signal.resolvedAt,
    resolved_by: signal.resolvedBy,
  }
}

function record(row: SignalRow): SignalRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    type: row.type as SignalType,
    agentId: row.agent_id === '' ? null : row.agent_id,
    status: row.status as SignalStatus,
    value: row.value,
    threshold: row.threshold,
    windowSeconds: row.window_seconds,
    count: row.count,
    note: row.note,
    newestAt: row.newest_at,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  }
}
