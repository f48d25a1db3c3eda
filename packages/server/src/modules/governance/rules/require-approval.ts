import { compileGlobs } from '../glob.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function requireApproval(rule: RuleOf<'require_approval'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const from = rule.min_risk_score ?? 0
  const decision = 'require_approval'
  return ({ request, riskScore }) => {
    if (riskScore < from || !matches(request.actionType)) return null
    const what = `${verbs[decision]} action type \`${request.actionType}\``
    const score = `from risk score ${from} on: this act has ${riskScore}`
    return { decision, because: from === 0 ? what : `${what} ${score}` }
  }
}
