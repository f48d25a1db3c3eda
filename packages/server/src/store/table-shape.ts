/** A table as the database describes it. */
export interface TableShape {
  readonly name: string
  readonly columns: readonly string[]
  /** The columns of its primary key, in the key's order. */
  readonly key: readonly string[]
}
