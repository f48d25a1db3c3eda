import { compileGlobs } from '../glob.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function agentAllowlist(rule: RuleOf<'agent_allowlist'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const listed = compileGlobs(rule.agent_ids)
  const { decision } = rule
  return ({ request: { actionType, agentId } }) => {
    if (!matches(actionType) || listed(agentId)) return null
    const what = `${verbs[decision]} action type \`${actionType}\``
    return { decision, because: `${what} by agents that it does not list` }
  }
}
