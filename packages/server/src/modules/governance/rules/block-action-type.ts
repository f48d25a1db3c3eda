import { compileGlobs } from '../glob.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

export function blockActionType(rule: RuleOf<'block_action_type'>): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const decision = 'block'
  return ({ request: { actionType } }) =>
    matches(actionType)
      ? { decision, because: `${verbs[decision]} action type \`${actionType}\`` }
      : null
}
