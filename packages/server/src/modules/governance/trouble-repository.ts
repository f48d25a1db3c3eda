import { type QueryCreator, sql } from 'kysely'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import type { ActionTables } from './action-row.ts'

interface Window {
  orgId: string
  agentId: string
  since: number
  now: number
}

const actionsOf = (tables: QueryCreator<ActionTables>, { orgId, agentId }: Window) =>
  tables
    .selectFrom('actions')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)

const failed = prepareQuery<ActionTables, Window>()((tables, window) =>
  actionsOf(tables, window)
    .where('status', '=', sql.lit('failed'))
    .where('ended_at', '>', window.since),
)
const lapsed = (status: 'lost' | 'running') =>
  prepareQuery<ActionTables, Window>()((tables, window) =>
    actionsOf(tables, window)
      .where('lease_expires_at', '>', window.since)
      .where('lease_expires_at', '<=', window.now)
      .where('status', '=', sql.lit(status)),
  )
const queries = [failed, lapsed('lost'), lapsed('running')]

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
  let total = 0
  for (const query of queries) {
    const [row] = await unit.run(query, { orgId, agentId, since, now })
    total += Number(row?.count ?? 0)
  }
  return total
}
