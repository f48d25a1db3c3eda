import { sql } from 'kysely'
import type { AnyUnit, ReadUnit } from '../../store/unit-of-work.ts'
import type { ActionTables } from './action-row.ts'

/**
 * How many actions of an agent have ended after `since` as failed, or were lost by then. The states
 * are literals, so that the database sees that its small indexes of just these states will do.
 */
export async function countFailures(
  unit: AnyUnit,
  orgId: string,
  agentId: string,
  since: number,
  now: number,
): Promise<number> {
  const actions = (unit as ReadUnit)
    .tables<ActionTables>()
    .selectFrom('actions')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
  const failed = actions.where('status', '=', sql.lit('failed')).where('ended_at', '>', since)
  const lapsed = actions.where('lease_expires_at', '>', since).where('lease_expires_at', '<=', now)
  const lost = lapsed.where('status', '=', sql.lit('lost'))
  const unmarked = lapsed.where('status', '=', sql.lit('running'))
  let total = 0
  for (const query of [failed, lost, unmarked]) {
    total += Number((await query.executeTakeFirstOrThrow()).count)
  }
  return total
}
