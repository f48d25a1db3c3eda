import type { Deadline } from '../../deadlines.ts'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import { type SearchTerms, termsText } from '../../store/search-terms.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import { type MemoryPlace, type MemoryRecord, memoryTerms } from './memory.ts'

const table = 'memory_entries'

interface MemoryTables {
  [table]: MemoryRow
}

interface MemoryRow {
  id: string
  org_id: string
  agent_id: string
  namespace: string
  key: string
  version: number
  content: string
  entities: string
  topics: string
  terms: string
  metadata: string
  expires_at: number | null
  created_at: number
  updated_at: number
}

const byPlace = prepareLookUp<MemoryTables, MemoryPlace & { orgId: string }>()(
  (tables, { orgId, agentId, namespace, key }) =>
    tables
      .selectFrom(table)
      .selectAll()
      .where('org_id', '=', orgId)
      .where('agent_id', '=', agentId)
      .where('namespace', '=', namespace)
      .where('key', '=', key),
)

/** The entry at a place, also one whose time is over. */
export async function findMemory(
  unit: AnyUnit,
  orgId: string,
  { agentId, namespace, key }: MemoryPlace,
  lock: RowLock = 'none',
): Promise<MemoryRecord | null> {
  const [row] = await unit.run(byPlace[lock], { orgId, agentId, namespace, key })
  return row === undefined ? null : record(row)
}

export interface MemoryFilter {
  readonly agentId: string
  readonly namespace?: string | undefined
  /** What it is found by; `none` for all of them. */
  readonly terms: SearchTerms | 'none'
  readonly now: number
}

/** Newest first. */
export async function listMemory(
  unit: ReadUnit,
  orgId: string,
  { agentId, namespace, terms, now }: MemoryFilter,
  range: PageRange,
): Promise<MemoryRecord[]> {
  let query = unit
    .tables<MemoryTables>()
    .selectFrom(table)
    .selectAll()
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
    .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
  if (namespace !== undefined) query = query.where('namespace', '=', namespace)
  if (terms !== 'none') query = query.where(unit.matches(table, terms))
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

/** `false` when another unit of work has put something there in the meantime. */
export async function insertMemory(unit: WriteUnit, entry: MemoryRecord): Promise<boolean> {
  const rows = await unit
    .tables<MemoryTables>()
    .insertInto(table)
    .values(row(entry))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return rows.length === 1
}

/** Writes what the entry holds; its row must be locked. */
export async function updateMemory(unit: WriteUnit, entry: MemoryRecord): Promise<void> {
  const { id, org_id, created_at, ...values } = row(entry)
  await unit
    .tables<MemoryTables>()
    .updateTable(table)
    .set(values)
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .execute()
}

/** Deletes an entry whose row is locked. */
export async function deleteMemory(unit: WriteUnit, { orgId, id }: MemoryRecord): Promise<void> {
  await unit
    .tables<MemoryTables>()
    .deleteFrom(table)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** The orgs with entries that will be over, by id. */
export async function listMemoryDeadlines(
  unit: ReadUnit,
  after: string,
  limit: number,
): Promise<Deadline[]> {
  const rows = await unit
    .tables<MemoryTables>()
    .selectFrom(table)
    .select(({ fn }) => ['org_id', fn.min<number>('expires_at').as('earliest')])
    .where('expires_at', 'is not', null)
    .where('org_id', '>', after)
    .groupBy('org_id')
    .orderBy('org_id')
    .limit(limit)
    .execute()
  return rows.map(({ org_id, earliest }) => ({ orgId: org_id, earliest: Number(earliest) }))
}

/** Deletes entries whose time is over; only those that nobody else has deleted are answered. */
export async function deleteOver(
  unit: WriteUnit,
  orgId: string,
  now: number,
  limit: number,
): Promise<MemoryRecord[]> {
  const tables = unit.tables<MemoryTables>()
  const over = tables
    .selectFrom(table)
    .select('id')
    .where('org_id', '=', orgId)
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
  const rows = await tables
    .deleteFrom(table)
    .where('id', 'in', over)
    .where('expires_at', '<=', now)
    .returningAll()
    .execute()
  return rows.map(record).toSorted((one, other) => endOf(one) - endOf(other) || byId(one, other))
}

const endOf = ({ expiresAt }: MemoryRecord) => expiresAt ?? 0
const byId = (one: MemoryRecord, other: MemoryRecord) => (one.id < other.id ? -1 : 1)

function row(entry: MemoryRecord): MemoryRow {
  return {
    id: entry.id,
    org_id: entry.orgId,
    agent_id: entry.agentId,
    namespace: entry.namespace,
    key: entry.key,
    version: entry.version,
    content: entry.content,
    entities: JSON.stringify(entry.entities),
    topics: JSON.stringify(entry.topics),
    terms: termsText(memoryTerms(entry)),
    metadata: JSON.stringify(entry.metadata),
    expires_at: entry.expiresAt,
    created_at: entry.createdAt,
    updated_at: entry.updatedAt,
  }
}

function record(row: MemoryRow): MemoryRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    agentId: row.agent_id,
    namespace: row.namespace,
    key: row.key,
    version: row.version,
    content: row.content,
    entities: JSON.parse(row.entities) as string[],
    topics: JSON.parse(row.topics) as string[],
    metadata: JSON.parse(row.metadata) as Metadata,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
