import type { Action, ActionSummary } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import type { ActionRecord } from './action.ts'
import { actionState } from './action-state.ts'

export function actionView(action: ActionRecord, now: number): Action {
  return {
    ...actionSummary(action, now),
    org_id: action.orgId,
    reasoning: action.reasoning,
    act: action.act,
    reasons: [...action.reasons],
    approved_act: action.approvedAct,
    reversible: action.reversible,
    systems_touched: [...action.systemsTouched],
    authorization_scope: action.authorizationScope,
    evidence: [...action.evidence],
    branch: action.branch,
    declared_risk_score: action.declaredRiskScore,
    claim_id: action.claimId,
    created_by: action.createdBy,
  }
}

/** What events tell of an action: neither its act nor its claim, which are for those who ask for it. */
export function actionSummary(action: ActionRecord, now: number): ActionSummary {
  return {
    id: action.id,
    agent_id: action.agentId,
    session_id: action.sessionId,
    parent_action_id: action.parentActionId,
    action_type: action.actionType,
    goal: action.goal,
    act_hash: action.actHash,
    approved_act_hash: action.approvedActHash,
    risk_score: action.riskScore,
    decision: action.decision,
    decision_id: action.decisionId,
    approval_id: action.approvalId,
    status: actionState(action, now),
    summary: action.summary,
    error_message: action.errorMessage,
    cancel_reason: action.cancelReason,
    cost: action.cost,
    drift: action.drift,
    metadata: action.metadata,
    created_at: timestamp(action.createdAt),
    updated_at: timestamp(action.updatedAt),
    started_at: timestampOrNull(action.startedAt),
    ended_at: timestampOrNull(endedAt(action, now)),
    lease_expires_at: timestampOrNull(action.leaseExpiresAt),
  }
}

/** Time ends an action at the very instant that it had until then, whenever that is noticed. */
function endedAt(action: ActionRecord, now: number): number | null {
  const state = actionState(action, now)
  if (state === 'expired') return action.approvalExpiresAt
  if (state === 'lost') return action.leaseExpiresAt
  return action.endedAt
}
