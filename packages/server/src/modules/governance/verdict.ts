import type { Outcome } from './lattice.ts'

/** What was found about an act besides policies. */
export interface Verdict {
  /** A `failure` always asks for approval, and no grant lifts it. */
  readonly source: 'evaluator' | 'failure'
  readonly decision: Outcome
  /** For a person. */
  readonly message: string
}

export type Verdicts = readonly Verdict[]

/** Something of the guard itself did not work, so a person has to decide. */
export function failure(message: string): Verdict {
  return { source: 'failure', decision: 'require_approval', message }
}
