import type { ContextFor, Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { driftedAction } from './action.ts'
import { changeAction, refuseOtherAgent, requireAction } from './action-change.ts'
import {
  type AssumptionRecord,
  assumptionView,
  createAssumption,
  settleAssumption,
} from './assumption.ts'
import {
  findAssumption,
  insertAssumption,
  listAssumptions,
  updateAssumption,
} from './assumption-repository.ts'

type AssumptionOperation =
  | 'assumptions.create'
  | 'assumptions.list'
  | 'assumptions.get'
  | 'assumptions.validate'
  | 'assumptions.invalidate'

export const assumptionHandlers: Handlers<AssumptionOperation> = {
  async 'assumptions.create'({ body }, { tx, events, orgId, principal, ids, now }) {
    const action = await requireAction(tx, orgId, body.action_id)
    refuseOtherAgent(principal, action.agentId)
    const assumption = createAssumption(ids.next('asm', orgId), action, body, now)
    await insertAssumption(tx, assumption)
    const view = assumptionView(assumption)
    events.append('assumption.created', assumption.id, { assumption: view, drift: action.drift })
    return view
  },

  'assumptions.list'({ query }, { tx, orgId, page }) {
    const { action_id: actionId, agent_id: agentId, status } = query
    return page(query, {
      fetch: (range) => listAssumptions(tx, orgId, { actionId, agentId, status }, range),
      position: (assumption) => [assumption.createdAt, assumption.id],
      item: assumptionView,
    })
  },

  async 'assumptions.get'({ path }, { tx, orgId }) {
    return assumptionView(await requireAssumption(tx, orgId, path.assumption_id))
  },

  async 'assumptions.validate'({ path, body }, context) {
    const words = { evidence: body.evidence ?? null }
    const settled = await settle(context, path.assumption_id, 'validate', words)
    const action = await requireAction(context.tx, context.orgId, settled.actionId)
    const view = assumptionView(settled)
    context.events.append('assumption.validated', settled.id, {
      assumption: view,
      drift: action.drift,
    })
    return view
  },

  async 'assumptions.invalidate'({ path, body }, context) {
    const { tx, orgId, now } = context
    const words = { reason: body.reason }
    const settled = await settle(context, path.assumption_id, 'invalidate', words)
    const { drift } = await changeAction(tx, orgId, settled.actionId, (action) =>
      driftedAction(action, now),
    )
    const view = assumptionView(settled)
    context.events.append('assumption.invalidated', settled.id, { assumption: view, drift })
    return view
  },
}

async function requireAssumption(
  tx: AnyUnit,
  orgId: string,
  id: string,
): Promise<AssumptionRecord> {
  const assumption = await findAssumption(tx, orgId, id)
  if (assumption !== null) return assumption
  throw new CoxswainError('not_found', { detail: `there is no assumption \`${id}\`` })
}

/** Settles an assumption; where another unit of work came in between, what it left is judged anew. */
async function settle(
  { tx, orgId, principal, now }: ContextFor<'assumptions.validate'>,
  id: string,
  on: 'validate' | 'invalidate',
  words: Partial<Pick<AssumptionRecord, 'evidence' | 'reason'>>,
): Promise<AssumptionRecord> {
  for (;;) {
    const before = await requireAssumption(tx, orgId, id)
    refuseOtherAgent(principal, before.agentId)
    const after = settleAssumption(before, on, words, now)
    if (await updateAssumption(tx, before, after)) return after
  }
}
