import { CoxswainError } from '../../coxswain-error.ts'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { DecisionRecord } from './decision.ts'
import { type GroundsColumns, grounds, groundsColumns } from './grounds-columns.ts'
import type { Outcome } from './lattice.ts'

interface DecisionTables {
  decisions: DecisionRow
}

interface DecisionRow extends GroundsColumns {
  id: string
  org_id: string
  agent_id: string
  action_type: string
  act: string
  act_hash: string
  declared_risk_score: number | null
  reversible: number | null
  systems_touched: string
  authorization_scope: string | null
  parent_action_id: string | null
  decision: string
  reasons: string
  matched_policies: string
  risk_score: number
  computed_risk_score: number
  risk_breakdown: string
  fail_closed: number
  granted_by: string | null
  action_id: string | null
  used_at: number | null
  expires_at: number
  created_by: string | null
  created_at: number
}

const byId = prepareQuery<DecisionTables, { orgId: string; id: string }>()(
  (tables, { orgId, id }) =>
    tables.selectFrom('decisions').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)
const insert = prepareQuery<DecisionTables, DecisionRow>()((tables, row) =>
  tables.insertInto('decisions').values(row),
)
const use = prepareQuery<
  DecisionTables,
  { orgId: string; id: string; actionId: string; usedAt: number }
>()((tables, { orgId, id, actionId, usedAt }) =>
  tables
    .updateTable('decisions')
    .set({ action_id: actionId, used_at: usedAt })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .returning('id'),
)

export async function findDecision(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<DecisionRecord | null> {
  const [row] = await unit.run(byId, { orgId, id })
  return row === undefined ? null : record(row)
}

export async function requireDecision(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<DecisionRecord> {
  const decision = await findDecision(unit, orgId, id)
  if (decision !== null) return decision
  throw new CoxswainError('not_found', { detail: `there is no decision \`${id}\`` })
}

export interface DecisionFilter {
  readonly agentId?: string | undefined
  readonly decision?: Outcome | undefined
  /** Milliseconds: from here on. */
  readonly since?: number | undefined
  /** Milliseconds: before this. */
  readonly until?: number | undefined
}

/** Newest first. */
export async function listDecisions(
  unit: ReadUnit,
  orgId: string,
  { agentId, decision, since, until }: DecisionFilter,
  range: PageRange,
): Promise<DecisionRecord[]> {
  let query = unit
    .tables<DecisionTables>()
    .selectFrom('decisions')
    .selectAll()
    .where('org_id', '=', orgId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (decision !== undefined) query = query.where('decision', '=', decision)
  if (since !== undefined) query = query.where('created_at', '>=', since)
  if (until !== undefined) query = query.where('created_at', '<', until)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

export async function insertDecision(unit: WriteUnit, decision: DecisionRecord): Promise<void> {
  await unit.run(insert, row(decision))
}

/** Whether the decision was unused until now. */
export async function markUsed(
  unit: WriteUnit,
  { orgId, id }: DecisionRecord,
  actionId: string,
  usedAt: number,
): Promise<boolean> {
  return (await unit.run(use, { orgId, id, actionId, usedAt })).length === 1
}

function row(decision: DecisionRecord): DecisionRow {
  const { request } = decision
  return {
    id: decision.id,
    org_id: decision.orgId,
    agent_id: request.agentId,
    action_type: request.actionType,
    act: JSON.stringify(request.act),
    act_hash: decision.actHash,
    declared_risk_score: request.declaredRiskScore,
    reversible: request.reversible === null ? null : Number(request.reversible),
    systems_touched: JSON.stringify(request.systemsTouched),
    authorization_scope: request.authorizationScope,
    ...groundsColumns(request),
    parent_action_id: request.parentActionId,
    decision: decision.decision,
    reasons: JSON.stringify(decision.reasons),
    matched_policies: JSON.stringify(decision.matchedPolicies),
    risk_score: decision.riskScore,
    computed_risk_score: decision.computedRiskScore,
    risk_breakdown: JSON.stringify(decision.riskBreakdown),
    fail_closed: Number(decision.failClosed),
    granted_by: decision.grant === null ? null : JSON.stringify(decision.grant),
    action_id: decision.actionId,
    used_at: decision.usedAt,
    expires_at: decision.expiresAt,
    created_by: decision.createdBy,
    created_at: decision.createdAt,
  }
}

function record(row: DecisionRow): DecisionRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    request: {
      agentId: row.agent_id,
      actionType: row.action_type,
      act: JSON.parse(row.act) as DecisionRecord['request']['act'],
      declaredRiskScore: row.declared_risk_score,
      reversible: row.reversible === null ? null : row.reversible === 1,
      systemsTouched: JSON.parse(row.systems_touched) as string[],
      authorizationScope: row.authorization_scope,
      ...grounds(row),
      parentActionId: row.parent_action_id,
    },
    actHash: row.act_hash,
    decision: row.decision as Outcome,
    reasons: JSON.parse(row.reasons) as DecisionRecord['reasons'],
    matchedPolicies: JSON.parse(row.matched_policies) as DecisionRecord['matchedPolicies'],
    riskScore: row.risk_score,
    computedRiskScore: row.computed_risk_score,
    riskBreakdown: JSON.parse(row.risk_breakdown) as DecisionRecord['riskBreakdown'],
    failClosed: row.fail_closed === 1,
    grant: row.granted_by === null ? null : (JSON.parse(row.granted_by) as DecisionRecord['grant']),
    actionId: row.action_id,
    usedAt: row.used_at,
    expiresAt: row.expires_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  }
}
