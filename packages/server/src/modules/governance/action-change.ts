import type { ContextFor } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { agentMismatch } from '../../http/prepare.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'
import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { ActionRecord } from './action.ts'
import { findAction, updateAction } from './action-repository.ts'
import type { ActionEvent } from './action-state.ts'
import { actionSummary } from './action-view.ts'
import { type ApprovalRecord, approvalSummary } from './approval.ts'

export async function requireAction(tx: AnyUnit, orgId: string, id: string): Promise<ActionRecord> {
  const action = await findAction(tx, orgId, id)
  if (action !== null) return action
  throw new CoxswainError('not_found', { detail: `there is no action \`${id}\`` })
}

/** Refuses a key that is bound to another agent than the one that something belongs to. */
export function refuseOtherAgent({ agentId: bound }: ApiKeyPrincipal, agentId: string): void {
  if (bound !== null && bound !== agentId) throw agentMismatch(bound)
}

/**
 * Writes what `change` makes of an action. Where units of work overlap, another one may have come
 * in between: then it is asked again, about what is there now, and it is what refuses.
 */
export async function changeAction(
  tx: WriteUnit,
  orgId: string,
  id: string,
  change: (action: ActionRecord) => ActionRecord,
): Promise<ActionRecord> {
  for (;;) {
    const before = await requireAction(tx, orgId, id)
    const after = change(before)
    if (after === before || (await updateAction(tx, before, after))) return after
  }
}

/** Logs what happened to an action and its approval, each under its own id. */
export function announce(
  { events, now }: Pick<ContextFor<'actions.create'>, 'events' | 'now'>,
  names: readonly ActionEvent[],
  action: ActionRecord,
  approval: ApprovalRecord | null,
): void {
  for (const name of names) {
    if (!isOfApproval(name)) {
      events.append(name, action.id, { action: actionSummary(action, now) })
    } else if (approval !== null) {
      events.append(name, approval.id, { approval: approvalSummary(approval, action, now) })
    }
  }
}

type ApprovalEventName = Extract<ActionEvent, `approval.${string}`>

function isOfApproval(name: ActionEvent): name is ApprovalEventName {
  return name.startsWith('approval.')
}
