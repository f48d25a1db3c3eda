import type {
  Decision,
  DecisionGrant,
  DecisionReason,
  DecisionSummary,
  PolicyReference,
  RiskPoint,
} from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { GuardRequest } from './guard-request.ts'
import type { Outcome } from './lattice.ts'

/** How long a decision may wait for its action, in milliseconds. */
export const decisionLifetimeMs = 5 * 60_000

/**
 * What the guard said. It never changes; it is only used, once.
 *
 *     guard.decide                          -> unused
 *     unused | actions.create (decision_id) -> used by that action
 *     unused | 5 minutes pass               -> expired   (409 decision_expired)
 *     used   | actions.create (decision_id) -> 409 decision_used
 *
 * What an action asks the guard itself is used by it from the beginning.
 */
export interface DecisionRecord {
  readonly orgId: string
  readonly id: string
  readonly request: GuardRequest
  readonly actHash: string
  readonly decision: Outcome
  readonly reasons: readonly DecisionReason[]
  readonly matchedPolicies: readonly PolicyReference[]
  readonly riskScore: number
  readonly computedRiskScore: number
  readonly riskBreakdown: readonly RiskPoint[]
  readonly failClosed: boolean
  /** What turned `require_approval` into `allow`. */
  readonly grant: DecisionGrant | null
  readonly actionId: string | null
  readonly usedAt: number | null
  readonly expiresAt: number
  /** The API key that asked. */
  readonly createdBy: string | null
  readonly createdAt: number
}

/** Refuses a decision that can't be used now. */
export function refuseStale(decision: DecisionRecord, now: number): void {
  if (decision.usedAt !== null) throw decisionUsed(decision)
  if (decision.expiresAt > now) return
  throw new CoxswainError('decision_expired', {
    detail: `the decision \`${decision.id}\` could be used until ${timestamp(decision.expiresAt)}`,
  })
}

export function decisionUsed({ id, actionId }: DecisionRecord): CoxswainError {
  const user = actionId === null ? 'an action' : `the action \`${actionId}\``
  return new CoxswainError('decision_used', {
    detail: `the decision \`${id}\` was used by ${user}: one decision is good for one action`,
  })
}

export function decisionMismatch({ id }: DecisionRecord, field: string): CoxswainError {
  return new CoxswainError('decision_mismatch', {
    detail: `the decision \`${id}\` was made for another \`${field}\``,
  })
}

export function decisionView(decision: DecisionRecord): Decision {
  const { request } = decision
  return {
    id: decision.id,
    org_id: decision.orgId,
    agent_id: request.agentId,
    action_type: request.actionType,
    act: request.act,
    act_hash: decision.actHash,
    decision: decision.decision,
    reasons: [...decision.reasons],
    matched_policies: [...decision.matchedPolicies],
    declared_risk_score: request.declaredRiskScore,
    computed_risk_score: decision.computedRiskScore,
    risk_score: decision.riskScore,
    risk_breakdown: [...decision.riskBreakdown],
    reversible: request.reversible,
    systems_touched: [...request.systemsTouched],
    authorization_scope: request.authorizationScope,
    evidence: [...request.evidence],
    branch: request.branch,
    parent_action_id: request.parentActionId,
    fail_closed: decision.failClosed,
    grant: decision.grant,
    action_id: decision.actionId,
    used_at: timestampOrNull(decision.usedAt),
    expires_at: timestamp(decision.expiresAt),
    created_by: decision.createdBy,
    created_at: timestamp(decision.createdAt),
  }
}

export function decisionSummary(decision: DecisionRecord): DecisionSummary {
  return {
    id: decision.id,
    agent_id: decision.request.agentId,
    action_type: decision.request.actionType,
    act_hash: decision.actHash,
    decision: decision.decision,
    risk_score: decision.riskScore,
    reasons: [...decision.reasons],
    fail_closed: decision.failClosed,
    expires_at: timestamp(decision.expiresAt),
    created_at: timestamp(decision.createdAt),
  }
}
