import { type QueryCreator, sql } from 'kysely'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import type { ActionTables } from './action-row.ts'
import type { AssumptionTables } from './assumption-repository.ts'
import type { RecentTrouble } from './risk.ts'

type Tables = ActionTables & AssumptionTables

/** Whose trouble, and of which time. */
export interface TroubleQuery {
  readonly orgId: string
  readonly agentId: string
  readonly since: number
  readonly now: number
}

// The states are literals, so that the database sees that its small indexes of just these states will do.
const failed = (tables: QueryCreator<Tables>, query: TroubleQuery) =>
  actionsOf(tables, query)
    .where('status', '=', sql.lit('failed'))
    .where('ended_at', '>', query.since)

const lapsed = (tables: QueryCreator<Tables>, query: TroubleQuery, status: 'lost' | 'running') =>
  actionsOf(tables, query)
    .where('lease_expires_at', '>', query.since)
    .where('lease_expires_at', '<=', query.now)
    .where('status', '=', sql.lit(status))

const drifted = (tables: QueryCreator<Tables>, { orgId, agentId, since }: TroubleQuery) =>
  tables
    .selectFrom('assumptions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
    .where('status', '=', sql.lit('invalidated'))
    .where('settled_at', '>', since)

const trouble = prepareQuery<Tables, TroubleQuery>()((tables, query) =>
  tables.selectNoFrom([
    failed(tables, query).as('failed'),
    lapsed(tables, query, 'lost').as('lost'),
    lapsed(tables, query, 'running').as('lapsed'),
    drifted(tables, query).as('drift'),
  ]),
)

function actionsOf(tables: QueryCreator<Tables>, { orgId, agentId }: TroubleQuery) {
  return tables
    .selectFrom('actions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
}

/**
 * How many actions of an agent have ended after `since` as failed, or were lost by `now`, marked or
 * not; and how many of its assumptions turned out wrong.
 */
export async function readTrouble(unit: AnyUnit, query: TroubleQuery): Promise<RecentTrouble> {
  const { orgId, agentId, since, now } = query
  const [row] = await unit.run(trouble, { orgId, agentId, since, now })
  const failures = [row?.failed, row?.lost, row?.lapsed]
  const total = failures.reduce<number>((sum, count) => sum + Number(count ?? 0), 0)
  return { failures: total, drift: Number(row?.drift ?? 0) }
}
