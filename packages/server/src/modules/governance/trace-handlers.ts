import type { Handlers } from '../../contract-operations.ts'
import { readEvents } from '../../store/event-reader.ts'
import { requireAction } from './action-change.ts'
import { listChildren } from './action-repository.ts'
import { actionSummary, actionView } from './action-view.ts'
import { approvalCaseView, requireApprovalCase } from './approval-case.ts'
import { assumptionView } from './assumption.ts'
import { listAssumptionsOf } from './assumption-repository.ts'
import { decisionView } from './decision.ts'
import { requireDecision } from './decision-repository.ts'

const maxRelated = 200
const maxEvents = 500

export const traceHandlers: Handlers<'actions.trace'> = {
  async 'actions.trace'({ path }, { tx, orgId, now }) {
    const action = await requireAction(tx, orgId, path.action_id)
    const decision = await requireDecision(tx, orgId, action.decisionId)
    const approval =
      action.approvalId === null ? null : await requireApprovalCase(tx, orgId, action.approvalId)
    const assumptions = cut(
      await listAssumptionsOf(tx, orgId, action.id, maxRelated + 1),
      maxRelated,
    )
    const children = cut(await listChildren(tx, orgId, action.id, maxRelated + 1), maxRelated)
    const resources = [
      { type: 'action', id: action.id },
      ...(approval === null ? [] : [{ type: 'approval', id: approval.approval.id }]),
      ...assumptions.kept.map(({ id }) => ({ type: 'assumption', id })),
    ]
    const query = { orgId, after: 0, limit: maxEvents + 1, resources }
    const events = cut(await readEvents(tx, query), maxEvents)
    return {
      action: actionView(action, now),
      decision: decisionView(decision),
      approval: approval === null ? null : approvalCaseView(approval, now),
      assumptions: assumptions.kept.map(assumptionView),
      children: children.kept.map((child) => actionSummary(child, now)),
      events: events.kept,
      truncated: assumptions.truncated || children.truncated || events.truncated,
    }
  },
}

function cut<Item>(items: readonly Item[], limit: number) {
  return { kept: items.slice(0, limit), truncated: items.length > limit }
}
