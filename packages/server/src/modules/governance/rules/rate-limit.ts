import { compileGlobs } from '../glob.ts'
import { type ActionLimit, type RuleMatch, type RuleOf, verbs } from './rule.ts'

type Rule = RuleOf<'rate_limit'>

export function rateLimit(rule: Rule): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const { decision, max_actions: most, window_seconds: seconds } = rule
  const whose = limitOf(rule).per === 'org' ? 'of the org' : 'of the agent'
  return ({ request: { actionType }, facts: { spent } }, policyId) => {
    if (!matches(actionType) || !spent.has(policyId)) return null
    const what = `${verbs[decision]} action type \`${actionType}\``
    return { decision, because: `${what} after ${most} actions ${whose} in ${seconds} s` }
  }
}

export function limitOf({ max_actions, window_seconds, per = 'agent' }: Rule): ActionLimit {
  return { maxUses: max_actions, windowSeconds: window_seconds, per }
}
