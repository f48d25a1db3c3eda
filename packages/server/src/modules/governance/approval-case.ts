import type { Approval } from '@coxswain/contract'
import { CoxswainError } from '../../coxswain-error.ts'
import type { AnyUnit, ReadUnit } from '../../store/unit-of-work.ts'
import { type ActionRecord, guardRequestOf } from './action.ts'
import { requireAction } from './action-change.ts'
import { findActions } from './action-repository.ts'
import { type ApprovalRecord, approvalView } from './approval.ts'
import { findApproval } from './approval-repository.ts'
import type { GrantRecord } from './grant.ts'
import { findGrants } from './grant-repository.ts'
import type { GuardRequest } from './guard-request.ts'

/** An approval with what it is about and what came of it. */
export interface ApprovalCase {
  readonly approval: ApprovalRecord
  readonly action: ActionRecord
  readonly grant: GrantRecord | null
}

export async function requireApprovalCase(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<ApprovalCase> {
  const approval = await findApproval(unit, orgId, id)
  if (approval === null) {
    throw new CoxswainError('not_found', { detail: `there is no approval \`${id}\`` })
  }
  const action = await requireAction(unit, orgId, approval.actionId)
  const [grant = null] =
    approval.grantId === null ? [] : await findGrants(unit, orgId, [approval.grantId])
  return { approval, action, grant }
}

/** The same for a page of approvals, in their order. */
export async function joinApprovalCases(
  unit: ReadUnit,
  orgId: string,
  approvals: readonly ApprovalRecord[],
): Promise<ApprovalCase[]> {
  const actions = await findActions(
    unit,
    orgId,
    approvals.map(({ actionId }) => actionId),
  )
  const grants = await findGrants(
    unit,
    orgId,
    approvals.flatMap(({ grantId }) => grantId ?? []),
  )
  return approvals.flatMap((approval) => {
    const action = actions.find(({ id }) => id === approval.actionId)
    const grant = grants.find(({ id }) => id === approval.grantId) ?? null
    return action === undefined ? [] : [{ approval, action, grant }]
  })
}

export function approvalCaseView({ approval, action, grant }: ApprovalCase, now: number): Approval {
  return approvalView(approval, action, grant, now)
}

/** What the guard judged before the approval was asked for; `null` when there is no such approval. */
export async function findApprovalSubject(
  unit: AnyUnit,
  orgId: string,
  approvalId: string,
): Promise<GuardRequest | null> {
  const approval = await findApproval(unit, orgId, approvalId)
  return approval === null
    ? null
    : guardRequestOf(await requireAction(unit, orgId, approval.actionId))
}
