import type { ContextCategory } from '@coxswain/contract'
import type { PageRange } from '../../http/page.ts'
import type { ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import type { ContextEntryRecord } from './context-thread.ts'

interface EntryTables {
  context_entries: EntryRow
}

interface EntryRow {
  org_id: string
  thread_id: string
  number: number
  id: string
  category: string
  content: string
  agent_id: string | null
  metadata: string
  created_at: number
}

export async function insertEntry(unit: WriteUnit, entry: ContextEntryRecord): Promise<void> {
  const row = {
    org_id: entry.orgId,
    thread_id: entry.threadId,
    number: entry.number,
    id: entry.id,
    category: entry.category,
    content: entry.content,
    agent_id: entry.agentId,
    metadata: JSON.stringify(entry.metadata),
    created_at: entry.createdAt,
  }
  await unit.tables<EntryTables>().insertInto('context_entries').values(row).execute()
}

/** Oldest first. */
export async function listEntries(
  unit: ReadUnit,
  orgId: string,
  threadId: string,
  { limit, after }: PageRange,
): Promise<ContextEntryRecord[]> {
  const rows = await unit
    .tables<EntryTables>()
    .selectFrom('context_entries')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('thread_id', '=', threadId)
    .where('number', '>', Number(after?.[0] ?? 0))
    .orderBy('number')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    orgId: row.org_id,
    id: row.id,
    threadId: row.thread_id,
    number: row.number,
    category: row.category as ContextCategory,
    content: row.content,
    agentId: row.agent_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
  }))
}
