import type { ActInput } from '@coxswain/contract'
import { type ContextFor, type Handlers, staged } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { findPredecessors } from '../identity/index.ts'
import { actHash } from './act-hash.ts'
import { type ActionRecord, guardRequestOf, movedAction } from './action.ts'
import { announce, changeAction } from './action-change.ts'
import { approvalState, decideApproval, refuseUndecidable, type Verdict } from './approval.ts'
import {
  type ApprovalCase,
  approvalCaseView,
  joinApprovalCases,
  requireApprovalCase,
} from './approval-case.ts'
import { listApprovals, saveApproval } from './approval-repository.ts'
import { createGrant } from './granting.ts'
import type { Guard } from './guard.ts'
import { refuseSelfApproval } from './self-approval.ts'
import type { Verdicts } from './verdict.ts'

type ApprovalOperation =
  | 'approvals.list'
  | 'approvals.get'
  | 'approvals.wait'
  | 'approvals.approve'
  | 'approvals.deny'

const defaultWaitSeconds = 25

export function approvalHandlers(guard: Guard): Handlers<ApprovalOperation> {
  return {
    'approvals.list'({ query }, { tx, orgId, now, page }) {
      const { status, agent_id: agentId, action_id: actionId } = query
      return page(query, {
        async fetch(range) {
          const found = await listApprovals(tx, orgId, { status, agentId, actionId, now }, range)
          return joinApprovalCases(tx, orgId, found)
        },
        position: ({ approval }) => [approval.requestedAt, approval.id],
        item: (found) => approvalCaseView(found, now),
      })
    },

    async 'approvals.get'({ path }, { tx, orgId, now }) {
      return approvalCaseView(await requireApprovalCase(tx, orgId, path.approval_id), now)
    },

    async 'approvals.wait'({ path, query }, { store, commits, operation, orgId, clock, signal }) {
      const id = path.approval_id
      const read = () =>
        store.read({ orgId, operation }, (unit) => requireApprovalCase(unit, orgId, id))
      const { action } = await read()
      const found = await commits.until(
        {
          orgId,
          timeoutMs: (query.timeout_seconds ?? defaultWaitSeconds) * 1000,
          signal,
          concerns: ({ resource }) => resource.id === id || resource.id === action.id,
        },
        read,
        ({ approval }) => approvalState(approval, clock.now(orgId)) !== 'pending',
      )
      return approvalCaseView(found, clock.now(orgId))
    },

    'approvals.approve': staged({
      before: guard.beforeApprove,
      async handle({ path, body }, context, findings) {
        const found = await requireDecidable(context, path.approval_id)
        const { message = null, modified_act = null, grant_seconds = null } = body
        const modified =
          modified_act === null
            ? {}
            : await modify(guard, context, found.action, modified_act, findings)
        const { id: approvalId, actionId, agentId } = found.approval
        const actHash = modified.approvedActHash ?? found.action.actHash
        const grant =
          grant_seconds === null
            ? null
            : await createGrant(context, {
                agentId,
                actHash,
                approvalId,
                actionId,
                seconds: grant_seconds,
              })
        const by = context.principal.id
        const verdict = { on: 'approve', by, message, grantId: grant?.id ?? null } as const
        return decide(context, { ...found, grant }, verdict, modified)
      },
    }),

    async 'approvals.deny'({ path, body }, context) {
      const found = await requireDecidable(context, path.approval_id)
      const { message = null } = body
      return decide(context, found, { on: 'deny', by: context.principal.id, message }, {})
    },
  }
}

type Context = ContextFor<'approvals.deny'>

async function requireDecidable(
  { tx, orgId, principal, now }: Context,
  id: string,
): Promise<ApprovalCase> {
  const found = await requireApprovalCase(tx, orgId, id)
  const { createdBy } = found.action
  refuseSelfApproval(principal, createdBy, await findPredecessors(tx, orgId, createdBy))
  refuseUndecidable(found.approval, now)
  return found
}

type Modification = Partial<Pick<ActionRecord, 'approvedAct' | 'approvedActHash'>>

/**
 * What the approver made of the act, after the guard has judged it. That the guard would ask a person
 * is no obstacle: this is the person. An act that stays what it was needs no second judgement.
 */
async function modify(
  guard: Guard,
  context: Context,
  action: ActionRecord,
  act: ActInput,
  findings: Verdicts | undefined,
): Promise<Modification> {
  if (actHash(action.actionType, act) === action.actHash) return {}
  const request = { ...guardRequestOf(action), act }
  const decision = await guard.guardModifiedAct(context, request, action.id, findings)
  if (decision.decision !== 'block') {
    return { approvedAct: decision.request.act, approvedActHash: decision.actHash }
  }
  throw new CoxswainError('modified_act_blocked', {
    detail: decision.reasons.map(({ message }) => message).join(' '),
    state: 'pending',
  })
}

/** Writes a person's answer: the action moves by it, and by nothing else. */
async function decide(
  context: Context,
  { approval, grant }: ApprovalCase,
  verdict: Verdict,
  modification: Modification,
) {
  const { tx, orgId, now } = context
  let events: ReturnType<typeof movedAction>['events'] = []
  const action = await changeAction(tx, orgId, approval.actionId, (before) => {
    const step = movedAction(before, { on: verdict.on }, now, modification)
    events = step.events
    return step.action
  })
  const decided = decideApproval(approval, verdict, now)
  await saveApproval(tx, decided)
  announce(context, events, action, decided)
  return approvalCaseView({ approval: decided, action, grant }, now)
}
