import { isDeepStrictEqual } from 'node:util'
import type {
  ActInput,
  ActionCreate,
  ActionUpdate,
  Branch,
  Cost,
  Evidence,
} from '@coxswain/contract'
import { CoxswainError } from '../../coxswain-error.ts'
import { type Metadata, patchMetadata } from '../identity/index.ts'
import {
  type ActionEvent,
  type ActionMove,
  type ActionStateRow,
  moveAction,
  startState,
} from './action-state.ts'
import type { DecisionRecord } from './decision.ts'
import type { GuardRequest } from './guard-request.ts'

/** What was decided about never changes: from `agentId` to `decisionId` a row is as it was made. */
export interface ActionRecord extends ActionStateRow {
  readonly orgId: string
  readonly id: string
  readonly version: number
  readonly agentId: string
  readonly sessionId: string | null
  readonly parentActionId: string | null
  readonly actionType: string
  readonly goal: string
  readonly act: ActInput
  readonly actHash: string
  readonly reversible: boolean | null
  readonly systemsTouched: readonly string[]
  readonly authorizationScope: string | null
  readonly evidence: readonly Evidence[]
  readonly branch: Branch | null
  readonly declaredRiskScore: number | null
  readonly riskScore: number
  readonly decision: DecisionRecord['decision']
  readonly reasons: DecisionRecord['reasons']
  readonly decisionId: string
  readonly approvalId: string | null
  readonly approvedAct: ActInput | null
  readonly approvedActHash: string | null
  readonly reasoning: string | null
  readonly summary: string | null
  readonly errorMessage: string | null
  readonly cancelReason: string | null
  readonly cost: Cost | null
  /** How many of its assumptions turned out wrong. */
  readonly drift: number
  readonly metadata: Metadata
  /** The key that created it: neither it nor a key descending from it may approve. */
  readonly createdBy: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly startedAt: number | null
  /** When someone ended it; what time ended has `null` here. */
  readonly endedAt: number | null
}

const defaultApprovalSeconds = 24 * 60 * 60
export const defaultLeaseSeconds = 60

/** The action that a decision makes of a request. `approvalId` counts only where a person has to decide. */
export function createAction(
  { orgId, id: decisionId, request, actHash, riskScore, decision, reasons }: DecisionRecord,
  body: ActionCreate,
  made: { readonly id: string; readonly approvalId: string; readonly createdBy: string },
  now: number,
): ActionRecord {
  const { to: status } = startState(decision)
  const asks = status === 'pending_approval'
  const approvalMs = (body.approval_seconds ?? defaultApprovalSeconds) * 1000
  return {
    ...request,
    orgId,
    id: made.id,
    version: 1,
    sessionId: body.session_id ?? null,
    goal: body.goal,
    reasoning: body.reasoning ?? null,
    actHash,
    approvedAct: null,
    approvedActHash: null,
    riskScore,
    decision,
    reasons,
    decisionId,
    approvalId: asks ? made.approvalId : null,
    status,
    approvalExpiresAt: asks ? now + approvalMs : null,
    claimId: null,
    leaseExpiresAt: null,
    summary: null,
    errorMessage: null,
    cancelReason: null,
    cost: null,
    drift: 0,
    metadata: body.metadata ?? {},
    createdBy: made.createdBy,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    endedAt: status === 'blocked' ? now : null,
  }
}

export interface MovedAction {
  readonly action: ActionRecord
  readonly events: readonly ActionEvent[]
}

/** The action after a move, or the refusal of it. A renewal is no edit: version and `updated_at` stay. */
export function movedAction(
  action: ActionRecord,
  move: ActionMove,
  now: number,
  fields: Partial<ActionRecord> = {},
): MovedAction {
  const step = moveAction(action, move, now)
  if (step.refused !== null) throw refused(action, step.refused, step.state)
  const { parts, events } = step
  if (move.on === 'renew') return { action: { ...action, ...parts }, events }
  const ends = move.on === 'deny' || move.on === 'outcome' || move.on === 'cancel'
  const moved = {
    ...action,
    ...parts,
    ...fields,
    ...(move.on === 'claim' ? { startedAt: now } : {}),
    ...(ends ? { endedAt: now } : {}),
    version: action.version + 1,
    updatedAt: now,
  }
  return { action: moved, events }
}

/** The action after a merge patch; the same object when nothing changes. */
export function patchAction(action: ActionRecord, patch: ActionUpdate, now: number): ActionRecord {
  const edited: ActionRecord = {
    ...action,
    reasoning: patch.reasoning === undefined ? action.reasoning : patch.reasoning,
    cost: patch.cost === undefined ? action.cost : patch.cost,
    metadata: patchMetadata(action.metadata, patch.metadata),
  }
  if (isDeepStrictEqual(edited, action)) return action
  return { ...edited, version: action.version + 1, updatedAt: now }
}

/** One more assumption of the action turned out wrong. */
export function driftedAction(action: ActionRecord, now: number): ActionRecord {
  return { ...action, drift: action.drift + 1, version: action.version + 1, updatedAt: now }
}

/** What the guard judged, to judge it again with another act. */
export function guardRequestOf(action: ActionRecord): GuardRequest {
  const { agentId, actionType, act, declaredRiskScore } = action
  const { reversible, systemsTouched, authorizationScope } = action
  const { evidence, branch, parentActionId } = action
  return {
    agentId,
    actionType,
    act,
    declaredRiskScore,
    reversible,
    systemsTouched,
    authorizationScope,
    evidence,
    branch,
    parentActionId,
  }
}

function refused(
  { id }: ActionRecord,
  code: 'already_claimed' | 'claim_lost' | 'invalid_state' | 'not_pending' | 'approval_expired',
  state: string,
): CoxswainError {
  const why =
    code === 'claim_lost' && state === 'running' ? 'runs under another claim' : `is \`${state}\``
  return new CoxswainError(code, { detail: `the action \`${id}\` ${why}`, state })
}
