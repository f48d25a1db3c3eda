import type { ActionMove, ActionState } from './action-state.ts'

/** A second telling of the same life, as simple as it can be: what is true, not how it comes about. */
export interface ActionModel {
  state: ActionState
  claim: string | null
  /** When time itself ends the state that it is in. */
  ends: number
}
/** The state of the model now. */
export function live(model: ActionModel, now: number): ActionState {
  if (now < model.ends) return model.state
  if (model.state === 'pending_approval') return 'expired'
  return model.state === 'running' ? 'lost' : model.state
}

/** Moves the model, or answers the code that the move is refused with. */
export function predict(model: ActionModel, move: ActionMove, now: number): string | null {
  const state = live(model, now)
  if (move.on === 'claim') {
    if (model.claim !== null && state !== 'cancelled') return 'already_claimed'
    if (state !== 'approved') return 'invalid_state'
    Object.assign(model, { state: 'running', claim: move.claimId, ends: now + move.leaseMs })
  } else if (move.on === 'renew') {
    if (state !== 'running' || model.claim !== move.claimId) return 'claim_lost'
    model.ends = Math.max(model.ends, now + move.leaseMs)
  } else if (move.on === 'outcome') {
    if (state !== 'running') return 'invalid_state'
    if (model.claim !== move.claimId) return 'claim_lost'
    model.state = move.outcome
  } else if (move.on === 'cancel') {
    if (!['approved', 'pending_approval', 'running'].includes(state)) return 'invalid_state'
    model.state = 'cancelled'
  } else {
    if (state === 'expired') return 'approval_expired'
    if (state !== 'pending_approval') return 'not_pending'
    model.state = move.on === 'approve' ? 'approved' : 'denied'
  }
  return null
}
