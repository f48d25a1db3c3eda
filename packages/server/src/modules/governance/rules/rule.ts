import type { PolicyRuleInput } from '@coxswain/contract'
import type { GuardRequest } from '../guard-request.ts'
import type { Outcome } from '../lattice.ts'
import type { NamedPaths } from '../paths/named-paths.ts'

/** What rules look at that only the database knows. */
export interface Facts {
  /** The agents of the actions that led to the act, the nearest first, as far as rules look. */
  readonly chain: readonly string[]
  /** The policies whose limit on actions is reached, by id. */
  readonly spent: ReadonlySet<string>
}

/** Nothing led to the act, and there was none before it. */
export const noFacts: Facts = Object.freeze({ chain: [], spent: new Set<string>() })

/** How many actions there may be in a window that is counted back from now. */
export interface ActionLimit {
  readonly maxUses: number
  readonly windowSeconds: number
  readonly per: 'agent' | 'org'
}

/** What rules look at. */
export interface Subject {
  readonly request: GuardRequest
  readonly actHash: string
  readonly riskScore: number
  /** When the act is asked about, in milliseconds. */
  readonly now: number
  readonly facts: Facts
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

/** A rule, ready to be asked for a policy; `null` where it does not match. */
export type RuleMatch = (subject: Subject, policyId: string) => Finding | null

export type RuleOf<Type extends PolicyRuleInput['type']> = Extract<PolicyRuleInput, { type: Type }>

/** What a decision does, in a sentence of which a policy is the subject. */
export const verbs: Readonly<Record<Outcome, string>> = {
  allow: 'allows',
  warn: 'warns of',
  require_approval: 'asks for approval of',
  block: 'blocks',
}
