import type { PolicyRuleInput } from '@coxswain/contract'
import type { GuardRequest } from '../guard-request.ts'
import type { Outcome } from '../lattice.ts'
import type { NamedPaths } from '../paths/named-paths.ts'

/** What rules look at. */
export interface Subject {
  readonly request: GuardRequest
  readonly actHash: string
  readonly riskScore: number
  /** When the act is asked about, in milliseconds. */
  readonly now: number
  /** The paths that the act names; `null` when nobody can say. Found when first asked for. */
  paths(): NamedPaths | null
}

/** What a rule that matches asks for, and why: what follows the policy's name in a sentence. */
export interface Finding {
  readonly decision: Outcome
  readonly because: string
  /** The rule grants the act in advance, so many times in each window. */
  readonly grants?: { readonly maxUses: number; readonly windowSeconds: number } | undefined
}

/** A rule, ready to be asked; `null` where it does not match. */
export type RuleMatch = (subject: Subject) => Finding | null

export type RuleOf<Type extends PolicyRuleInput['type']> = Extract<PolicyRuleInput, { type: Type }>

/** What a decision does, in a sentence of which a policy is the subject. */
export const verbs: Readonly<Record<Outcome, string>> = {
  allow: 'allows',
  warn: 'warns of',
  require_approval: 'asks for approval of',
  block: 'blocks',
}
