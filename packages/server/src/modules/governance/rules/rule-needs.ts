import type { PolicyRuleInput } from '@coxswain/contract'
import { compileGlobs, type Matcher } from '../glob.ts'
import { limitOf } from './rate-limit.ts'
import type { ActionLimit } from './rule.ts'

/** What a rule needs to know from the database about an act, to be read before it is asked. */
export interface RuleNeeds {
  /** About acts of these types only. */
  readonly concerns: Matcher
  /** It looks at the actions that led to the act. */
  readonly chain: boolean
  /** It counts actions. */
  readonly limit: ActionLimit | null
}

/** `null` for a rule to which the request and its risk say enough, as they do to most. */
export function ruleNeeds(rule: PolicyRuleInput): RuleNeeds | null {
  if (rule.type === 'delegation_constraint')
    return { concerns: compileGlobs(rule.action_types), chain: true, limit: null }
  if (rule.type === 'rate_limit')
    return { concerns: compileGlobs(rule.action_types), chain: false, limit: limitOf(rule) }
  return null
}
