/** One row of the event catalogue. */
export interface EventTypeRow {
  /** `<resource>.<past participle>`. */
  readonly name: string
  readonly resource: string
  /** Audit events outlive every limit by count. */
  readonly audit: boolean
  /** The component of the payload. */
  readonly payload: string
}
