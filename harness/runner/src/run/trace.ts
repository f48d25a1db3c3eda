import type { Fields } from '../expect/value.ts'

/** Everything that was seen of one run: what the differential comparison compares. */
export interface Trace {
  /** One entry per outcome, in the order of the steps. */
  steps: Fields[]
  wire: Fields[]
  ledger: Fields
}
