import type { MemoryHealth, MemoryHealthReport } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import type { Metadata } from '../identity/index.ts'

/** How an agent found its memory when it last looked. */
export interface MemoryHealthRecord {
  readonly orgId: string
  readonly agentId: string
  readonly score: number
  readonly entries: number
  readonly sizeBytes: number | null
  readonly staleEntries: number | null
  readonly duplicateEntries: number | null
  readonly oldestEntryAt: string | null
  readonly newestEntryAt: string | null
  readonly metadata: Metadata
  readonly reportedAt: number
}

export function reportHealth(
  orgId: string,
  agentId: string,
  body: MemoryHealthReport,
  now: number,
): MemoryHealthRecord {
  return {
    orgId,
    agentId,
    score: body.score,
    entries: body.entries,
    sizeBytes: body.size_bytes ?? null,
    staleEntries: body.stale_entries ?? null,
    duplicateEntries: body.duplicate_entries ?? null,
    oldestEntryAt: body.oldest_entry_at ?? null,
    newestEntryAt: body.newest_entry_at ?? null,
    metadata: body.metadata ?? {},
    reportedAt: now,
  }
}

export function healthView(health: MemoryHealthRecord): MemoryHealth {
  return {
    org_id: health.orgId,
    agent_id: health.agentId,
    score: health.score,
    entries: health.entries,
    size_bytes: health.sizeBytes,
    stale_entries: health.staleEntries,
    duplicate_entries: health.duplicateEntries,
    oldest_entry_at: health.oldestEntryAt,
    newest_entry_at: health.newestEntryAt,
    metadata: health.metadata,
    reported_at: timestamp(health.reportedAt),
  }
}
