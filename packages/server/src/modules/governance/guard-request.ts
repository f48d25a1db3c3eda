import type { ActInput, DecisionRequest } from '@coxswain/contract'

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
  }
}
