import type { ActInput, Cost } from '@coxswain/contract'
import type { Metadata } from '../identity/index.ts'
import type { ActionRecord } from './action.ts'
import type { ActionState } from './action-state.ts'
import { type GroundsColumns, grounds, groundsColumns } from './grounds-columns.ts'
import { parseMoney } from './money.ts'

export interface ActionTables {
  actions: ActionRow
}

/** An action as its table has it. */
export type ActionRow = FixedColumns & ChangingColumns

/** What is written once, with the action. */
interface FixedColumns extends GroundsColumns {
  id: string
  org_id: string
  agent_id: string
  session_id: string | null
  parent_action_id: string | null
  action_type: string
  goal: string
  act: string
  act_hash: string
  reversible: number | null
  systems_touched: string
  authorization_scope: string | null
  declared_risk_score: number | null
  risk_score: number
  decision: string
  reasons: string
  decision_id: string
  approval_id: string | null
  approval_expires_at: number | null
  created_by: string
  created_at: number
}

/** What moves and edits write. */
export interface ChangingColumns {
  version: number
  status: string
  reasoning: string | null
  approved_act: string | null
  approved_act_hash: string | null
  claim_id: string | null
  lease_expires_at: number | null
  summary: string | null
  error_message: string | null
  cancel_reason: string | null
  cost: string | null
  cost_currency: string | null
  cost_whole: number | null
  cost_millionths: number | null
  tokens_in: number | null
  tokens_out: number | null
  drift: number
  metadata: string
  updated_at: number
  started_at: number | null
  ended_at: number | null
}

export function actionRow(action: ActionRecord): ActionRow {
  return {
    ...changingColumns(action),
    id: action.id,
    org_id: action.orgId,
    agent_id: action.agentId,
    session_id: action.sessionId,
    parent_action_id: action.parentActionId,
    action_type: action.actionType,
    goal: action.goal,
    act: JSON.stringify(action.act),
    act_hash: action.actHash,
    reversible: action.reversible === null ? null : Number(action.reversible),
    systems_touched: JSON.stringify(action.systemsTouched),
    authorization_scope: action.authorizationScope,
    ...groundsColumns(action),
    declared_risk_score: action.declaredRiskScore,
    risk_score: action.riskScore,
    decision: action.decision,
    reasons: JSON.stringify(action.reasons),
    decision_id: action.decisionId,
    approval_id: action.approvalId,
    approval_expires_at: action.approvalExpiresAt,
    created_by: action.createdBy,
    created_at: action.createdAt,
  }
}

export function changingColumns(action: ActionRecord): ChangingColumns {
  return {
    ...costColumns(action.cost),
    version: action.version,
    status: action.status,
    reasoning: action.reasoning,
    approved_act: action.approvedAct === null ? null : JSON.stringify(action.approvedAct),
    approved_act_hash: action.approvedActHash,
    claim_id: action.claimId,
    lease_expires_at: action.leaseExpiresAt,
    summary: action.summary,
    error_message: action.errorMessage,
    cancel_reason: action.cancelReason,
    drift: action.drift,
    metadata: JSON.stringify(action.metadata),
    updated_at: action.updatedAt,
    started_at: action.startedAt,
    ended_at: action.endedAt,
  }
}

export function actionRecord(row: ActionRow): ActionRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    version: row.version,
    agentId: row.agent_id,
    sessionId: row.session_id,
    parentActionId: row.parent_action_id,
    actionType: row.action_type,
    goal: row.goal,
    act: JSON.parse(row.act) as ActInput,
    actHash: row.act_hash,
    reversible: row.reversible === null ? null : row.reversible === 1,
    systemsTouched: JSON.parse(row.systems_touched) as string[],
    authorizationScope: row.authorization_scope,
    ...grounds(row),
    declaredRiskScore: row.declared_risk_score,
    riskScore: row.risk_score,
    decision: row.decision as ActionRecord['decision'],
    reasons: JSON.parse(row.reasons) as ActionRecord['reasons'],
    decisionId: row.decision_id,
    approvalId: row.approval_id,
    approvedAct: row.approved_act === null ? null : (JSON.parse(row.approved_act) as ActInput),
    approvedActHash: row.approved_act_hash,
    status: row.status as ActionState,
    approvalExpiresAt: row.approval_expires_at,
    claimId: row.claim_id,
    leaseExpiresAt: row.lease_expires_at,
    reasoning: row.reasoning,
    summary: row.summary,
    errorMessage: row.error_message,
    cancelReason: row.cancel_reason,
    cost: row.cost === null ? null : (JSON.parse(row.cost) as Cost),
    drift: row.drift,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}

/** The cost as it was told, and once more in numbers that the database can add up. */
function costColumns(cost: Cost | null) {
  const money = cost === null ? null : parseMoney(cost.amount)
  return {
    cost: cost === null ? null : JSON.stringify(cost),
    cost_currency: cost?.currency ?? null,
    cost_whole: money === null ? null : Number(money.whole),
    cost_millionths: money === null ? null : Number(money.millionths),
    tokens_in: cost?.tokens_in ?? null,
    tokens_out: cost?.tokens_out ?? null,
  }
}
