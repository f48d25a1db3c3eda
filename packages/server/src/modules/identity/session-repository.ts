import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from './metadata.ts'
import type { SessionOutcome, SessionRecord } from './session.ts'

interface SessionTables {
  sessions: SessionRow
}

interface SessionRow {
  id: string
  org_id: string
  agent_id: string
  name: string | null
  outcome: string | null
  summary: string | null
  counters: string
  metadata: string
  started_at: number
  ended_at: number | null
  updated_at: number
}

const byId = prepareLookUp<SessionTables, { orgId: string; id: string }>()(
  (tables, { orgId, id }) =>
    tables.selectFrom('sessions').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findSession(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<SessionRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

export interface SessionFilter {
  readonly agentId?: string | undefined
  readonly status?: 'active' | 'ended' | undefined
}

/** Newest first. */
export async function listSessions(
  unit: ReadUnit,
  orgId: string,
  { agentId, status }: SessionFilter,
  range: PageRange,
): Promise<SessionRecord[]> {
  let query = unit
    .tables<SessionTables>()
    .selectFrom('sessions')
    .selectAll()
    .where('org_id', '=', orgId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (status !== undefined)
    query = query.where('ended_at', status === 'ended' ? 'is not' : 'is', null)
  const rows = await newestFirst(query, ['started_at', 'id'], range).execute()
  return rows.map(record)
}

/** Writes the session as a whole, new or not. */
export async function saveSession(unit: WriteUnit, session: SessionRecord): Promise<void> {
  const values = row(session)
  await unit
    .tables<SessionTables>()
    .insertInto('sessions')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

function row(session: SessionRecord): SessionRow {
  return {
    id: session.id,
    org_id: session.orgId,
    agent_id: session.agentId,
    name: session.name,
    outcome: session.outcome,
    summary: session.summary,
    counters: JSON.stringify(session.counters),
    metadata: JSON.stringify(session.metadata),
    started_at: session.startedAt,
    ended_at: session.endedAt,
    updated_at: session.updatedAt,
  }
}

function record(row: SessionRow): SessionRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    agentId: row.agent_id,
    name: row.name,
    outcome: row.outcome as SessionOutcome | null,
    summary: row.summary,
    counters: JSON.parse(row.counters) as Record<string, number>,
    metadata: JSON.parse(row.metadata) as Metadata,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    updatedAt: row.updated_at,
  }
}
