import type { Handlers } from '../../contract-operations.ts'
import { assumptionCounts, costView, effectiveStates, instantOf } from './stats.ts'
import {
  countAssumptions,
  countBy,
  countOverdue,
  countStates,
  type StatsFilter,
  sumCosts,
} from './stats-repository.ts'

const maxValues = 50

export const statsHandlers: Handlers<'actions.stats'> = {
  async 'actions.stats'({ query }, { tx, orgId, now }) {
    const filter: StatsFilter = {
      orgId,
      agentId: query.agent_id,
      sessionId: query.session_id,
      since: instantOf('since', query.since),
      until: instantOf('until', query.until),
    }
    const states = effectiveStates(await countStates(tx, filter), {
      pending: await countOverdue(tx, filter, 'pending_approval', now),
      running: await countOverdue(tx, filter, 'running', now),
    })
    return {
      total: states.reduce((total, { count }) => total + count, 0),
      by_status: states,
      by_decision: await countBy(tx, filter, 'decision', maxValues),
      by_action_type: await countBy(tx, filter, 'action_type', maxValues),
      by_agent: await countBy(tx, filter, 'agent_id', maxValues),
      costs: (await sumCosts(tx, filter)).map(costView),
      assumptions: assumptionCounts(await countAssumptions(tx, filter)),
    }
  },
}
