import type { DecisionOutcome } from '@coxswain/contract'

/** What the guard can say, from the mildest to the strictest. */
export const outcomes = [
  'allow',
  'warn',
  'require_approval',
  'block',
] as const satisfies readonly DecisionOutcome[]

export type Outcome = (typeof outcomes)[number]

/** How strict an outcome is: its place in the lattice. */
export function strictness(outcome: Outcome): number {
  return outcomes.indexOf(outcome)
}

/** The stricter of two. */
export function stricter(one: Outcome, other: Outcome): Outcome {
  return strictness(one) >= strictness(other) ? one : other
}

/** The strictest of all; `allow` where there is none. */
export function strictest(all: Iterable<Outcome>): Outcome {
  let found: Outcome = 'allow'
  for (const outcome of all) found = stricter(found, outcome)
  return found
}
