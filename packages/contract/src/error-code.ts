/** One row of the error table. */
export interface ErrorCodeRow {
  readonly status: number
  readonly category: string
  /** The class that the SDKs raise. */
  readonly class: string
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean
  readonly title: string
}
