import { compileGlobs } from '../glob.ts'
import type { RuleMatch, RuleOf } from './rule.ts'

export function allowGrant(rule: RuleOf<'allow_grant'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const hashes = rule.act_hashes === undefined ? null : new Set(rule.act_hashes)
  const grants = { maxUses: rule.max_uses, windowSeconds: rule.window_seconds }
  const times = `${rule.max_uses} times in ${rule.window_seconds} s`
  return ({ request: { actionType }, actHash }) => {
    if (!matches(actionType) || hashes?.has(actHash) === false) return null
    const what = hashes === null ? `action type \`${actionType}\`` : 'exactly this act'
    return { decision: 'allow', because: `grants ${what}, ${times}`, grants }
  }
}
