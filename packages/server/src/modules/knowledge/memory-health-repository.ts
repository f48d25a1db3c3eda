import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import type { MemoryHealthRecord } from './memory-health.ts'

interface HealthTables {
  memory_health: HealthRow
}

interface HealthRow {
  org_id: string
  agent_id: string
  score: number
  entries: number
  size_bytes: number | null
  stale_entries: number | null
  duplicate_entries: number | null
  oldest_entry_at: string | null
  newest_entry_at: string | null
  metadata: string
  reported_at: number
}

export async function findHealth(
  unit: AnyUnit,
  orgId: string,
  agentId: string,
): Promise<MemoryHealthRecord | null> {
  const row = await (unit as ReadUnit)
    .tables<HealthTables>()
    .selectFrom('memory_health')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    orgId: row.org_id,
    agentId: row.agent_id,
    score: row.score,
    entries: row.entries,
    sizeBytes: row.size_bytes,
    staleEntries: row.stale_entries,
    duplicateEntries: row.duplicate_entries,
    oldestEntryAt: row.oldest_entry_at,
    newestEntryAt: row.newest_entry_at,
    metadata: JSON.parse(row.metadata) as Metadata,
    reportedAt: row.reported_at,
  }
}

/** Keeps a report in place of the agent's last. */
export async function saveHealth(unit: WriteUnit, health: MemoryHealthRecord): Promise<void> {
  const key = { org_id: health.orgId, agent_id: health.agentId }
  const values = {
    score: health.score,
    entries: health.entries,
    size_bytes: health.sizeBytes,
    stale_entries: health.staleEntries,
    duplicate_entries: health.duplicateEntries,
    oldest_entry_at: health.oldestEntryAt,
    newest_entry_at: health.newestEntryAt,
    metadata: JSON.stringify(health.metadata),
    reported_at: health.reportedAt,
  }
  await unit
    .tables<HealthTables>()
    .insertInto('memory_health')
    .values({ ...key, ...values })
    .onConflict((conflict) => conflict.columns(['org_id', 'agent_id']).doUpdateSet(values))
    .execute()
}
