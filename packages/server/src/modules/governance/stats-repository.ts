import { type RawBuilder, sql } from 'kysely'
import type { ReadUnit } from '../../store/unit-of-work.ts'
import type { ActionTables } from './action-row.ts'
import type { ActionState } from './action-state.ts'
import type { AssumptionState } from './assumption.ts'
import type { AssumptionTables } from './assumption-repository.ts'

/** Which actions are counted. */
export interface StatsFilter {
  readonly orgId: string
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  /** Created at or after this, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** Created before this. */
  readonly until?: number | undefined
}

export interface Count<Value extends string = string> {
  readonly value: Value
  readonly count: number
}

/** How many actions have which value, the most first. */
export async function countBy(
  unit: ReadUnit,
  filter: StatsFilter,
  column: 'decision' | 'action_type' | 'agent_id',
  limit: number,
): Promise<Count[]> {
  const rows = await matching(unit, filter)
    .select(({ ref, fn }) => [ref(column).as('value'), fn.countAll().as('count')])
    .groupBy(column)
    .orderBy('count', 'desc')
    .orderBy(column)
    .limit(limit)
    .execute()
  return rows.map(({ value, count }) => ({ value, count: Number(count) }))
}

/** How many actions are written down in which state. */
export async function countStates(
  unit: ReadUnit,
  filter: StatsFilter,
): Promise<Count<ActionState>[]> {
  const rows = await matching(unit, filter)
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .groupBy('status')
    .execute()
  return rows.map(({ status, count }) => ({ value: status as ActionState, count: Number(count) }))
}

/** How many actions are written down in a state that time has ended since. */
export async function countOverdue(
  unit: ReadUnit,
  filter: StatsFilter,
  status: 'pending_approval' | 'running',
  now: number,
): Promise<number> {
  const end = status === 'running' ? 'lease_expires_at' : 'approval_expires_at'
  const { count } = await matching(unit, filter)
    .select(({ fn }) => fn.countAll().as('count'))
    .where('status', '=', status)
    .where(end, '<=', now)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Sums as decimal text: they may be larger than what a driver gives as a number. */
export interface CostSums {
  readonly currency: string
  readonly whole: string
  readonly millionths: string
  readonly tokensIn: string
  readonly tokensOut: string
}

export async function sumCosts(unit: ReadUnit, filter: StatsFilter): Promise<CostSums[]> {
  const rows = await matching(unit, filter)
    .select([
      'cost_currency',
      sum('cost_whole').as('whole'),
      sum('cost_millionths').as('millionths'),
    ])
    .select([sum('tokens_in').as('tokens_in'), sum('tokens_out').as('tokens_out')])
    .where('cost_currency', 'is not', null)
    .groupBy('cost_currency')
    .orderBy('cost_currency')
    .execute()
  return rows.map((row) => ({
    currency: row.cost_currency ?? '',
    whole: row.whole,
    millionths: row.millionths,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
  }))
}

/** How many assumptions of those actions are in which state. */
export async function countAssumptions(
  unit: ReadUnit,
  filter: StatsFilter,
): Promise<Count<AssumptionState>[]> {
  const rows = await unit
    .tables<AssumptionTables>()
    .selectFrom('assumptions')
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .where('org_id', '=', filter.orgId)
    .where('action_id', 'in', matching(unit, filter).select('id'))
    .groupBy('status')
    .execute()
  return rows.map(({ status, count }) => ({
    value: status as AssumptionState,
    count: Number(count),
  }))
}

function matching(unit: ReadUnit, { orgId, agentId, sessionId, since, until }: StatsFilter) {
  let query = unit.tables<ActionTables>().selectFrom('actions').where('org_id', '=', orgId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (sessionId !== undefined) query = query.where('session_id', '=', sessionId)
  if (since !== undefined) query = query.where('created_at', '>=', since)
  if (until !== undefined) query = query.where('created_at', '<', until)
  return query
}

function sum(column: string): RawBuilder<string> {
  return sql<string>`cast(coalesce(sum(${sql.ref(column)}), 0) as text)`
}
