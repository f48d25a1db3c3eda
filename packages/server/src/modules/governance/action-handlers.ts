import { type ContextFor, type Handlers, staged } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { WriteUnit } from '../../store/unit-of-work.ts'
import { refuseIdle, requireSession, requireStanding } from '../identity/index.ts'
import { checkActSize } from './act-hash.ts'
import {
  type ActionRecord,
  createAction,
  defaultLeaseSeconds,
  movedAction,
  patchAction,
} from './action.ts'
import { announce, changeAction, refuseOtherAgent, requireAction } from './action-change.ts'
import { insertAction, listActions } from './action-repository.ts'
import { type ActionMove, startState } from './action-state.ts'
import { actionView } from './action-view.ts'
import { cancelApproval, requestApproval } from './approval.ts'
import { findApproval, saveApproval } from './approval-repository.ts'
import type { DecisionRecord } from './decision.ts'
import { requireDecision } from './decision-repository.ts'
import type { Guard } from './guard.ts'

type ActionOperation =
  | 'actions.create'
  | 'actions.list'
  | 'actions.get'
  | 'actions.update'
  | 'actions.claim'
  | 'actions.renew'
  | 'actions.outcome'
  | 'actions.cancel'

export function actionHandlers(guard: Guard): Handlers<ActionOperation> {
  return {
    'actions.create': staged({
      before: guard.beforeCreate,
      async handle({ body }, context, findings) {
        const { tx, orgId, principal, ids, now } = context
        checkActSize(body.act)
        const agent = await requireStanding(tx, orgId, body.agent_id, 'share')
        const { session, asked } = await requireRelated(context, body)
        refuseIdle(agent)
        refuseEnded(session)
        const id = ids.next('act', orgId)
        const decision = await guard.guardAction(context, body, { actionId: id, asked }, findings)
        const made = { id, approvalId: ids.next('apr', orgId), createdBy: principal.id }
        const action = createAction(decision, body, made, now)
        const approval = requestApproval(action)
        await insertAction(tx, action)
        if (approval !== null) await saveApproval(tx, approval)
        announce(context, startState(decision.decision).events, action, approval)
        return answer(context, action)
      },
    }),

    'actions.list'({ query }, { tx, orgId, now, page }) {
      const filter = {
        agentId: query.agent_id,
        sessionId: query.session_id,
        parentActionId: query.parent_action_id,
        actionType: query.action_type,
        status: query.status,
        now,
      }
      return page(query, {
        fetch: (range) => listActions(tx, orgId, filter, range),
        position: (action) => [action.createdAt, action.id],
        item: (action) => actionView(action, now),
      })
    },

    async 'actions.get'({ path }, context) {
      return answer(context, await requireAction(context.tx, context.orgId, path.action_id))
    },

    async 'actions.update'({ path, body }, context) {
      const { tx, orgId, principal, now, checkVersion } = context
      let edited = false
      const action = await changeAction(tx, orgId, path.action_id, (before) => {
        refuseOtherAgent(principal, before.agentId)
        checkVersion(before.version)
        const after = patchAction(before, body, now)
        edited = after !== before
        return after
      })
      if (edited) announce(context, ['action.updated'], action, null)
      return answer(context, action)
    },

    async 'actions.claim'({ path, body }, context) {
      const { tx, orgId, principal, ids } = context
      const { agentId } = await requireAction(tx, orgId, path.action_id)
      refuseOtherAgent(principal, agentId)
      refuseIdle(await requireStanding(tx, orgId, agentId, 'share'))
      const claimId = ids.next('clm', orgId)
      return move(context, path.action_id, { on: 'claim', claimId, leaseMs: leaseMs(body) })
    },

    'actions.renew'({ path, body }, context) {
      const claimId = body.claim_id
      return move(context, path.action_id, { on: 'renew', claimId, leaseMs: leaseMs(body) })
    },

    'actions.outcome'({ path, body }, context) {
      const { claim_id: claimId, outcome, summary = null, error_message = null, cost = null } = body
      const told = { summary, errorMessage: error_message, ...(cost === null ? {} : { cost }) }
      return move(context, path.action_id, { on: 'outcome', claimId, outcome }, told)
    },

    async 'actions.cancel'({ path, body }, context) {
      const { tx, now } = context
      const told = { cancelReason: body.reason ?? null }
      const cancelled = await moved(context, path.action_id, { on: 'cancel' }, told)
      await closeApproval(tx, cancelled, now)
      return answer(context, cancelled)
    },
  }
}

/** Moves an action for a key that may act for its agent, and logs it. */
async function moved(
  context: Context,
  id: string,
  move: ActionMove,
  told: Partial<ActionRecord> = {},
): Promise<ActionRecord> {
  const { tx, orgId, principal, now } = context
  let events: ReturnType<typeof movedAction>['events'] = []
  const action = await changeAction(tx, orgId, id, (before) => {
    refuseOtherAgent(principal, before.agentId)
    const step = movedAction(before, move, now, told)
    events = step.events
    return step.action
  })
  announce(context, events, action, null)
  return action
}

type Context = ContextFor<'actions.renew'>

async function move(...given: Parameters<typeof moved>) {
  return answer(given[0], await moved(...given))
}

function answer(
  { etag, now }: Pick<Context, 'etag' | 'now'>,
  action: ActionRecord,
): ReturnType<typeof actionView> {
  etag(action.version)
  return actionView(action, now)
}

/** What a new action names must be there, in this org. Its session and decision, if it names them. */
async function requireRelated(
  { tx, orgId }: Context,
  body: {
    readonly session_id?: string | null | undefined
    readonly parent_action_id?: string | null | undefined
    readonly decision_id?: string | null | undefined
  },
): Promise<Related> {
  const { session_id, parent_action_id, decision_id } = body
  if (parent_action_id) await requireAction(tx, orgId, parent_action_id)
  const asked = decision_id ? await requireDecision(tx, orgId, decision_id) : null
  const session = session_id ? await requireSession(tx, orgId, session_id, 'share') : null
  return { session, asked }
}

interface Related {
  readonly session: Session | null
  readonly asked: DecisionRecord | null
}

type Session = Awaited<ReturnType<typeof requireSession>>

function refuseEnded(session: Session | null): void {
  if (session === null || session.endedAt === null) return
  throw new CoxswainError('session_ended', { detail: `the session \`${session.id}\` has ended` })
}

/** A question about what will not be done any more needs no answer. */
async function closeApproval(tx: WriteUnit, action: ActionRecord, now: number): Promise<void> {
  if (action.approvalId === null) return
  const approval = await findApproval(tx, action.orgId, action.approvalId)
  if (approval?.status === 'pending') await saveApproval(tx, cancelApproval(approval, now))
}

function leaseMs({ lease_seconds = defaultLeaseSeconds }: { lease_seconds?: number | undefined }) {
  return lease_seconds * 1000
}
