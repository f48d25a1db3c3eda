import { compileGlobs } from '../glob.ts'
import { isFresh } from './age.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function requireEvidence(rule: RuleOf<'require_evidence'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const { decision, evidence: types, max_age_seconds: maxAge } = rule
  return ({ request: { actionType, evidence }, now }) => {
    if (!matches(actionType)) return null
    const counts = evidence.filter(({ collected_at }) => isFresh(collected_at, maxAge, now))
    const missing = types.filter((type) => !counts.some((item) => item.type === type))
    if (missing.length === 0) return null
    const what = `${verbs[decision]} action type \`${actionType}\``
    const named = missing.map((type) => `\`${type}\``).join(', ')
    return { decision, because: `${what} without ${maxAge ? 'fresh ' : ''}evidence of ${named}` }
  }
}
