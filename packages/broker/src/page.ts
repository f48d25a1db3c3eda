import type { EventDelivery } from './delivery.ts'

export interface HistoryQuery {
  /** The id after which to start; `null` is the oldest event in the window. */
  readonly after: string | null
  /** The most events to return. */
  readonly limit: number
}

/** A part of the broker's replay window. */
export interface Page {
  readonly events: readonly EventDelivery[]
  /** Whether the window reaches back to `after`. When not, `events` is empty and the log is asked. */
  readonly covered: boolean
  readonly hasMore: boolean
}
