import { compileGlobs } from '../glob.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function delegationConstraint(rule: RuleOf<'delegation_constraint'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const mayLead = rule.from_agents === undefined ? () => true : compileGlobs(rule.from_agents)
  const { decision, max_depth: most } = rule
  return ({ request: { actionType }, facts: { chain } }) => {
    if (!matches(actionType)) return null
    const what = `${verbs[decision]} action type \`${actionType}\``
    if (chain.length > most)
      return { decision, because: `${what} that more than ${most} actions led to` }
    const stranger = chain.find((agentId) => !mayLead(agentId))
    if (stranger === undefined) return null
    return { decision, because: `${what} that an action of agent \`${stranger}\` led to` }
  }
}
