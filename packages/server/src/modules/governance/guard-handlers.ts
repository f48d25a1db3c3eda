import { type Handlers, staged } from '../../contract-operations.ts'
import { refuseIdle, requireStanding } from '../identity/index.ts'
import { checkActSize } from './act-hash.ts'
import { requireAction } from './action-change.ts'
import { decisionSummary, decisionView } from './decision.ts'
import { listDecisions, requireDecision } from './decision-repository.ts'
import type { Guard } from './guard.ts'

type GuardOperation = 'guard.decide' | 'guard.get' | 'guard.list'

export function guardHandlers(guard: Guard): Handlers<GuardOperation> {
  return {
    'guard.decide': staged({
      before: guard.beforeDecide,
      async handle({ body }, context, verdicts) {
        const { tx, events, orgId } = context
        checkActSize(body.act)
        const agent = await requireStanding(tx, orgId, body.agent_id)
        if (body.parent_action_id) await requireAction(tx, orgId, body.parent_action_id)
        refuseIdle(agent)
        const decision = await guard.decide(context, body, verdicts)
        events.append('guard.decided', decision.id, { decision: decisionSummary(decision) })
        return decisionView(decision)
      },
    }),

    async 'guard.get'({ path }, { tx, orgId }) {
      return decisionView(await requireDecision(tx, orgId, path.decision_id))
    },

    'guard.list'({ query }, { tx, orgId, page }) {
      const filter = { agentId: query.agent_id, decision: query.decision }
      return page(query, {
        fetch: (range) => listDecisions(tx, orgId, filter, range),
        position: (decision) => [decision.createdAt, decision.id],
        item: decisionView,
      })
    },
  }
}
