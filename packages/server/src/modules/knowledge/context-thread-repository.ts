import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import { type SearchTerms, termsText } from '../../store/search-terms.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import { type ContextThreadRecord, threadTerms } from './context-thread.ts'

const table = 'context_threads'

interface ThreadTables {
  [table]: ThreadRow
}

interface ThreadRow {
  id: string
  org_id: string
  title: string
  status: string
  summary: string | null
  entry_count: number
  tags: string
  terms: string
  agent_id: string | null
  metadata: string
  created_at: number
  updated_at: number
  closed_at: number | null
}

const byId = prepareLookUp<ThreadTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom(table).selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findThread(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<ContextThreadRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

export async function insertThread(unit: WriteUnit, thread: ContextThreadRecord): Promise<void> {
  const row: ThreadRow = {
    id: thread.id,
    org_id: thread.orgId,
    title: thread.title,
    tags: JSON.stringify(thread.tags),
    terms: termsText(threadTerms(thread)),
    agent_id: thread.agentId,
    metadata: JSON.stringify(thread.metadata),
    created_at: thread.createdAt,
    ...changing(thread),
  }
  await unit.tables<ThreadTables>().insertInto(table).values(row).execute()
}

/** Writes what changes of a thread; its row must be locked. */
export async function updateThread(unit: WriteUnit, thread: ContextThreadRecord): Promise<void> {
  await unit
    .tables<ThreadTables>()
    .updateTable(table)
    .set(changing(thread))
    .where('org_id', '=', thread.orgId)
    .where('id', '=', thread.id)
    .execute()
}

export interface ThreadFilter {
  readonly status?: 'open' | 'closed' | undefined
  readonly agentId?: string | undefined
  readonly terms: SearchTerms | 'none'
}

/** Newest first. */
export async function listThreads(
  unit: ReadUnit,
  orgId: string,
  { status, agentId, terms }: ThreadFilter,
  range: PageRange,
): Promise<ContextThreadRecord[]> {
  let query = unit.tables<ThreadTables>().selectFrom(table).selectAll().where('org_id', '=', orgId)
  if (status !== undefined) query = query.where('status', '=', status)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (terms !== 'none') query = query.where(unit.matches(table, terms))
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

function changing(thread: ContextThreadRecord) {
  return {
    status: thread.closedAt === null ? 'open' : 'closed',
    summary: thread.summary,
    entry_count: thread.entryCount,
    updated_at: thread.updatedAt,
    closed_at: thread.closedAt,
  }
}

function record(row: ThreadRow): ContextThreadRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    title: row.title,
    summary: row.summary,
    entryCount: row.entry_count,
    tags: JSON.parse(row.tags) as string[],
    agentId: row.agent_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
  }
}
