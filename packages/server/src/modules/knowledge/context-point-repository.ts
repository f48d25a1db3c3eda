import type { ContextCategory } from '@coxswain/contract'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import { type SearchTerms, termsText } from '../../store/search-terms.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import { type ContextPointRecord, pointTerms } from './context-point.ts'

const table = 'context_points'

interface PointTables {
  [table]: PointRow
}

interface PointRow {
  id: string
  org_id: string
  category: string
  importance: number
  content: string
  tags: string
  terms: string
  agent_id: string | null
  session_id: string | null
  metadata: string
  created_at: number
}

const byId = prepareLookUp<PointTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom(table).selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findPoint(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<ContextPointRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

export async function insertPoint(unit: WriteUnit, point: ContextPointRecord): Promise<void> {
  const row = {
    id: point.id,
    org_id: point.orgId,
    category: point.category,
    importance: point.importance,
    content: point.content,
    tags: JSON.stringify(point.tags),
    terms: termsText(pointTerms(point)),
    agent_id: point.agentId,
    session_id: point.sessionId,
    metadata: JSON.stringify(point.metadata),
    created_at: point.createdAt,
  }
  await unit.tables<PointTables>().insertInto(table).values(row).execute()
}

/** Deletes a point whose row is locked. */
export async function deletePoint(
  unit: WriteUnit,
  { orgId, id }: ContextPointRecord,
): Promise<void> {
  await unit
    .tables<PointTables>()
    .deleteFrom(table)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

export interface PointFilter {
  readonly category?: ContextCategory | undefined
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  readonly minImportance?: number | undefined
  readonly terms: SearchTerms | 'none'
}

/** Newest first. */
export async function listPoints(
  unit: ReadUnit,
  orgId: string,
  { category, agentId, sessionId, minImportance, terms }: PointFilter,
  range: PageRange,
): Promise<ContextPointRecord[]> {
  let query = unit.tables<PointTables>().selectFrom(table).selectAll().where('org_id', '=', orgId)
  if (category !== undefined) query = query.where('category', '=', category)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (sessionId !== undefined) query = query.where('session_id', '=', sessionId)
  if (minImportance !== undefined) query = query.where('importance', '>=', minImportance)
  if (terms !== 'none') query = query.where(unit.matches(table, terms))
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

function record(row: PointRow): ContextPointRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    category: row.category as ContextCategory,
    importance: row.importance,
    content: row.content,
    tags: JSON.parse(row.tags) as string[],
    agentId: row.agent_id,
    sessionId: row.session_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
  }
}
