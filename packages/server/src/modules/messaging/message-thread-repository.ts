import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import { type MessageThreadRecord, statusOf } from './message-thread.ts'

const table = 'message_threads'

interface ThreadTables {
  [table]: ThreadRow
}

interface ThreadRow {
  id: string
  org_id: string
  subject: string
  status: string
  resolution: string | null
  message_count: number
  agent_id: string | null
  metadata: string
  created_at: number
  updated_at: number
  resolved_at: number | null
}

const byId = prepareLookUp<ThreadTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom(table).selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findThread(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<MessageThreadRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

export async function insertThread(unit: WriteUnit, thread: MessageThreadRecord): Promise<void> {
  const row: ThreadRow = {
    id: thread.id,
    org_id: thread.orgId,
    subject: thread.subject,
    agent_id: thread.agentId,
    metadata: JSON.stringify(thread.metadata),
    created_at: thread.createdAt,
    ...changing(thread),
  }
  await unit.tables<ThreadTables>().insertInto(table).values(row).execute()
}

/** Writes what changes of a thread; its row must be locked. */
export async function updateThread(unit: WriteUnit, thread: MessageThreadRecord): Promise<void> {
  await unit
    .tables<ThreadTables>()
    .updateTable(table)
    .set(changing(thread))
    .where('org_id', '=', thread.orgId)
    .where('id', '=', thread.id)
    .execute()
}

export interface ThreadFilter {
  readonly status?: string | undefined
  readonly agentId?: string | undefined
}

/** Newest first. */
export async function listThreads(
  unit: ReadUnit,
  orgId: string,
  { status, agentId }: ThreadFilter,
  range: PageRange,
): Promise<MessageThreadRecord[]> {
  let query = unit.tables<ThreadTables>().selectFrom(table).selectAll().where('org_id', '=', orgId)
  if (status !== undefined) query = query.where('status', '=', status)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

function changing(thread: MessageThreadRecord) {
  return {
    status: statusOf(thread),
    resolution: thread.resolution,
    message_count: thread.messageCount,
    updated_at: thread.updatedAt,
    resolved_at: thread.resolvedAt,
  }
}

function record(row: ThreadRow): MessageThreadRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    subject: row.subject,
    resolution: row.resolution,
    messageCount: row.message_count,
    agentId: row.agent_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    resolvedAt: row.resolved_at,
  }
}
