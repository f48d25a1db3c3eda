import type { PolicyRuleInput } from '@coxswain/contract'
import { type GuardRequest, guardRequest } from '../guard-request.ts'
import { createSubject } from '../subject.ts'
import { compileRule } from './compile-rule.ts'
import { type Finding, noFacts } from './rule.ts'

/** An act of which nothing is remarkable. */
export const anyRequest = guardRequest({
  agent_id: 'a',
  action_type: 'delete.db',
  act: { type: 'shell', command: 'x' },
})

/** The id of the policy that a rule is asked for. */
export const trialPolicy = 'pol_trial'

type ReadonlyRule<Value> = { readonly [Key in keyof Value]: ReadonlyRule<Value[Key]> }

/** Asks one rule about an act, for tests of rules; what is not said of the request is unremarkable. */
export function askRule(
  rule: ReadonlyRule<PolicyRuleInput>,
  given: Partial<GuardRequest> = {},
  { riskScore = 40, now = 0, facts = noFacts } = {},
): Finding | null {
  const subject = createSubject({ ...anyRequest, ...given }, { riskScore, now, facts })
  return compileRule(rule as PolicyRuleInput)(subject, trialPolicy)
}
