/** One way in which a resource changes its state. */
export interface TransitionRow {
  readonly id: string
  readonly resource: string
  /** Null where the resource comes into being. */
  readonly from: string | null
  /** Null where time alone does it. */
  readonly operation: string | null
  /** What else must hold; null where nothing must. */
  readonly condition: string | null
  readonly to: string
  /** What is appended to the log, in this order. */
  readonly events: readonly string[]
}
