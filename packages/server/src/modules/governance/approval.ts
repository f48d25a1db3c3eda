import type { Approval, ApprovalSummary } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { ActionRecord } from './action.ts'
import type { GrantRecord } from './grant.ts'

/**
 * The life of an approval, beside its action's:
 *
 *     -       | create an action that needs it -> pending     approval.requested
 *     pending | approve                        -> approved    approval.granted
 *     pending | deny                           -> denied      approval.denied
 *     pending | the action is cancelled        -> cancelled   -
 *     pending | its time is up                 -> expired     approval.expired
 *     other   | approve, deny                  -> 409 not_pending; expired: 409 approval_expired
 */
export type ApprovalState = 'pending' | 'approved' | 'denied' | 'cancelled' | 'expired'

export interface ApprovalRecord {
  readonly orgId: string
  readonly id: string
  readonly actionId: string
  readonly agentId: string
  /** What it was when it was last written. */
  readonly status: ApprovalState
  readonly requestedAt: number
  readonly expiresAt: number
  readonly decidedAt: number | null
  readonly decidedBy: string | null
  readonly message: string | null
  readonly grantId: string | null
  readonly updatedAt: number
}

export interface ApprovalTransition {
  readonly from: ApprovalState | null
  /** The operation; `null` where time passes. */
  readonly on: string | null
  readonly given: string | null
  readonly to: ApprovalState
  readonly events: readonly string[]
}

export const approvalTransitions: readonly ApprovalTransition[] = [
  {
    from: null,
    on: 'create',
    given: 'require_approval',
    to: 'pending',
    events: ['approval.requested'],
  },
  { from: 'pending', on: 'approve', given: null, to: 'approved', events: ['approval.granted'] },
  { from: 'pending', on: 'deny', given: null, to: 'denied', events: ['approval.denied'] },
  { from: 'pending', on: 'cancel', given: null, to: 'cancelled', events: [] },
  { from: 'pending', on: null, given: null, to: 'expired', events: ['approval.expired'] },
]

/** The state of an approval now, whether or not anyone has noticed it yet. */
export function approvalState(
  { status, expiresAt }: Pick<ApprovalRecord, 'status' | 'expiresAt'>,
  now: number,
): ApprovalState {
  return status === 'pending' && expiresAt <= now ? 'expired' : status
}

/** The question that an action puts to a person. */
export function requestApproval(action: ActionRecord): ApprovalRecord | null {
  const { orgId, id: actionId, agentId, approvalId, approvalExpiresAt, createdAt } = action
  if (approvalId === null || approvalExpiresAt === null) return null
  return {
    orgId,
    id: approvalId,
    actionId,
    agentId,
    status: 'pending',
    requestedAt: createdAt,
    expiresAt: approvalExpiresAt,
    decidedAt: null,
    decidedBy: null,
    message: null,
    grantId: null,
    updatedAt: createdAt,
  }
}

export interface Verdict {
  readonly on: 'approve' | 'deny'
  readonly by: string
  readonly message: string | null
  readonly grantId?: string | null
}

/** The approval with a person's answer. */
export function decideApproval(
  approval: ApprovalRecord,
  { on, by, message, grantId = null }: Verdict,
  now: number,
): ApprovalRecord {
  refuseUndecidable(approval, now)
  return {
    ...approval,
    status: on === 'approve' ? 'approved' : 'denied',
    decidedAt: now,
    decidedBy: by,
    message,
    grantId,
    updatedAt: now,
  }
}

/** The approval of an action that is cancelled before anyone has decided. */
export function cancelApproval(approval: ApprovalRecord, now: number): ApprovalRecord {
  return { ...approval, status: 'cancelled', updatedAt: now }
}

/** Refuses what can't be decided any more. */
export function refuseUndecidable(approval: ApprovalRecord, now: number): void {
  const state = approvalState(approval, now)
  if (state === 'pending') return
  const code = state === 'expired' ? 'approval_expired' : 'not_pending'
  throw new CoxswainError(code, {
    detail: `the approval \`${approval.id}\` is \`${state}\``,
    state,
  })
}

export function approvalView(
  approval: ApprovalRecord,
  action: ActionRecord,
  grant: GrantRecord | null,
  now: number,
): Approval {
  return {
    ...approvalSummary(approval, action, now),
    org_id: approval.orgId,
    act: action.act,
    approved_act: action.approvedAct,
    reasons: [...action.reasons],
    grant: grant === null ? null : grantView(grant),
    updated_at: timestamp(approval.updatedAt),
  }
}

/** What events tell of an approval, without the act. */
export function approvalSummary(
  approval: ApprovalRecord,
  action: ActionRecord,
  now: number,
): ApprovalSummary {
  return {
    id: approval.id,
    action_id: approval.actionId,
    agent_id: approval.agentId,
    action_type: action.actionType,
    goal: action.goal,
    act_hash: action.actHash,
    approved_act_hash: action.approvedActHash,
    risk_score: action.riskScore,
    status: approvalState(approval, now),
    requested_at: timestamp(approval.requestedAt),
    expires_at: timestamp(approval.expiresAt),
    decided_at: timestampOrNull(approval.decidedAt),
    decided_by: approval.decidedBy,
    message: approval.message,
  }
}

function grantView(grant: GrantRecord): NonNullable<Approval['grant']> {
  return {
    id: grant.id,
    act_hash: grant.actHash,
    expires_at: timestamp(grant.expiresAt),
    used_at: timestampOrNull(grant.usedAt),
    used_by_action_id: grant.usedByActionId,
  }
}
