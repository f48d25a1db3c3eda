import { type SelectQueryBuilder, sql } from 'kysely'
import type { AnyUnit, ReadUnit } from '../../../store/unit-of-work.ts'
import { listSilentAgents } from '../../identity/index.ts'
import type { ActionTables } from '../action-row.ts'
import type { ApprovalTables } from '../approval-repository.ts'
import type { AssumptionTables } from '../assumption-repository.ts'
import type { Measure } from './finding.ts'
import type { SignalType } from './signal-type.ts'

type Tables = ActionTables & AssumptionTables & ApprovalTables

/** What is counted, of which org, and when. */
export interface MeasureQuery {
  readonly orgId: string
  readonly now: number
  /** The beginning of the window, in milliseconds. */
  readonly since: number
}

/** Agents that one statement tells of. */
const maxAgents = 500

/** From this risk score on an act has a high impact. */
const highImpact = 70

const tablesOf = (unit: AnyUnit) => (unit as ReadUnit).tables<Tables>()

const measures: Readonly<
  Record<SignalType, (unit: AnyUnit, query: MeasureQuery) => Promise<Measure[]>>
> = {
  autonomy_spike: (unit, query) => byAgent(unasked(unit, query), 'created_at'),

  high_impact_low_oversight: (unit, query) =>
    byAgent(unasked(unit, query).where('risk_score', '>=', highImpact), 'created_at'),

  // What was denied or blocked has another state.
  async repeated_failures(unit, { orgId, now, since }) {
    const failed = await byAgent(
      tablesOf(unit)
        .selectFrom('actions')
        .where('org_id', '=', orgId)
        .where('status', '=', sql.lit('failed'))
        .where('ended_at', '>', since),
      'ended_at',
    )
    const lapsed = (status: 'lost' | 'running') =>
      byAgent(
        tablesOf(unit)
          .selectFrom('actions')
          .where('org_id', '=', orgId)
          .where('status', '=', sql.lit(status))
          .where('lease_expires_at', '>', since)
          .where('lease_expires_at', '<=', now),
        'lease_expires_at',
      )
    return addUp([...failed, ...(await lapsed('lost')), ...(await lapsed('running'))])
  },

  assumption_drift: (unit, { orgId, since }) =>
    byAgent(
      tablesOf(unit)
        .selectFrom('assumptions')
        .where('org_id', '=', orgId)
        .where('status', '=', sql.lit('invalidated'))
        .where('settled_at', '>', since),
      'settled_at',
    ),

  stale_assumption: (unit, { orgId, since }) =>
    byAgent(
      tablesOf(unit)
        .selectFrom('assumptions')
        .where('org_id', '=', orgId)
        .where('status', '=', sql.lit('open'))
        .where('created_at', '<=', since),
      'created_at',
    ),

  stale_action: (unit, { orgId, since }) =>
    byAgent(
      tablesOf(unit)
        .selectFrom('actions')
        .where('org_id', '=', orgId)
        .where('status', '=', sql.lit('approved'))
        .where('updated_at', '<=', since),
      'updated_at',
    ),

  async approval_backlog(unit, { orgId, now, since }) {
    const { value, newest } = await tablesOf(unit)
      .selectFrom('approvals')
      .select(({ fn }) => [fn.countAll().as('value'), fn.max('requested_at').as('newest')])
      .where('org_id', '=', orgId)
      .where('status', '=', 'pending')
      .where('requested_at', '<=', since)
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow()
    return Number(value) === 0
      ? []
      : [{ agentId: null, value: Number(value), newestAt: Number(newest) }]
  },

  async agent_silent(unit, { orgId, since }) {
    const agents = await listSilentAgents(unit, orgId, since, maxAgents)
    return agents.map(({ id, silentAt }) => ({ agentId: id, value: 1, newestAt: silentAt }))
  },
}

/** What there is of a type of signal. */
export function measure(unit: AnyUnit, type: SignalType, query: MeasureQuery): Promise<Measure[]> {
  return measures[type](unit, query)
}

/** Actions that the guard let through, and of which no person was asked. */
function unasked(unit: AnyUnit, { orgId, since }: MeasureQuery) {
  return tablesOf(unit)
    .selectFrom('actions')
    .where('org_id', '=', orgId)
    .where('created_at', '>', since)
    .where('decision', 'in', ['allow', 'warn'])
}

/** How many rows each agent has, and when the newest of them was. */
async function byAgent<Table extends 'actions' | 'assumptions'>(
  query: SelectQueryBuilder<Tables, Table, object>,
  time: 'created_at' | 'updated_at' | 'ended_at' | 'settled_at' | 'lease_expires_at',
): Promise<Measure[]> {
  const agent = sql.ref<string>('agent_id')
  const count = sql<number>`count(*)`
  const newest = sql<number>`max(${sql.ref(time)})`
  const rows = await query
    .select([agent.as('agentId'), count.as('value'), newest.as('newestAt')])
    .groupBy(agent)
    .orderBy(count, 'desc')
    .orderBy(agent)
    .limit(maxAgents)
    .execute()
  return rows.map(({ agentId, value, newestAt }) => ({
    agentId: String(agentId),
    value: Number(value),
    newestAt: Number(newestAt),
  }))
}

function addUp(parts: readonly Measure[]): Measure[] {
  const sums = new Map<string | null, Measure>()
  for (const part of parts) {
    const { value = 0, newestAt = 0 } = sums.get(part.agentId) ?? {}
    sums.set(part.agentId, {
      agentId: part.agentId,
      value: value + part.value,
      newestAt: Math.max(newestAt, part.newestAt),
    })
  }
  return [...sums.values()]
}
