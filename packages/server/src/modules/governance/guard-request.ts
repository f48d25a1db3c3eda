import type { ActInput, Branch, DecisionRequest, Evidence } from '@coxswain/contract'

/** What the guard judges: an act, who wants it, and what was said of it. */
export interface GuardRequest {
  readonly agentId: string
  readonly actionType: string
  readonly act: ActInput
  readonly declaredRiskScore: number | null
  /** `null`: not said. */
  readonly reversible: boolean | null
  readonly systemsTouched: readonly string[]
  readonly authorizationScope: string | null
  /** What is said to show that the act may be done. */
  readonly evidence: readonly Evidence[]
  readonly branch: Branch | null
  /** The action that causes it. */
  readonly parentActionId: string | null
}

export function guardRequest(body: DecisionRequest): GuardRequest {
  return {
    agentId: body.agent_id,
    actionType: body.action_type,
    act: body.act,
    declaredRiskScore: body.declared_risk_score ?? null,
    reversible: body.reversible ?? null,
    systemsTouched: body.systems_touched ?? [],
    authorizationScope: body.authorization_scope ?? null,
    evidence: body.evidence ?? [],
    branch: body.branch ?? null,
    parentActionId: body.parent_action_id ?? null,
  }
}
