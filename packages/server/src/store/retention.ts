import type { KernelTables } from './tables.ts'
import type { ReadUnit, WriteUnit } from './unit-of-work.ts'

export interface TrimOptions {
  readonly orgId: string
  /** Events older than this go, in milliseconds since 1970. */
  readonly before: number
  /** The lowest seq that every reader of the log has passed. Nothing beyond it goes. */
  readonly passed: number
}

/** Rows per unit: short enough not to hold up writers. */
export const trimBatch = 500

/**
 * Removes one batch of old events and moves `first_seq` and `trimmed_id` with it. The newest event
 * of an org always stays. Returns how many went; call again, in another unit, while it is a full batch.
 */
export async function trimLog(
  unit: WriteUnit,
  { orgId, before, passed }: TrimOptions,
): Promise<number> {
  const queries = unit.tables<KernelTables>()
  const log = await queries
    .selectFrom('org_log')
    .select(['first_seq', 'last_seq'])
    .where('org_id', '=', orgId)
    .forUpdate()
    .executeTakeFirst()
  if (log === undefined) return 0
  const last = await queries
    .selectFrom('events')
    .select(['seq', 'id'])
    .where('org_id', '=', orgId)
    .where('seq', '<=', Math.min(passed, log.last_seq - 1, log.first_seq + trimBatch - 1))
    .where('timestamp', '<', before)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined) return 0
  await queries
    .deleteFrom('events')
    .where('org_id', '=', orgId)
    .where('seq', '<=', last.seq)
    .execute()
  await queries
    .updateTable('org_log')
    .set({ first_seq: last.seq + 1, trimmed_id: last.id })
    .where('org_id', '=', orgId)
    .execute()
  return last.seq - log.first_seq + 1
}

/** Up to 500 orgs whose oldest event is older than `before`. */
export async function listTrimmable(unit: ReadUnit, before: number): Promise<string[]> {
  const rows = await unit
    .tables<KernelTables>()
    .selectFrom('org_log')
    .innerJoin('events', (join) =>
      join
        .onRef('events.org_id', '=', 'org_log.org_id')
        .onRef('events.seq', '=', 'org_log.first_seq'),
    )
    .select('org_log.org_id')
    .where('events.timestamp', '<', before)
    .whereRef('org_log.first_seq', '<', 'org_log.last_seq')
    .limit(trimBatch)
    .execute()
  return rows.map(({ org_id }) => org_id)
}
