import { compileGlobs } from '../glob.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function warnActionType(rule: RuleOf<'warn_action_type'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const decision = 'warn'
  return ({ request: { actionType } }) =>
    matches(actionType)
      ? { decision, because: `${verbs[decision]} action type \`${actionType}\`` }
      : null
}
