import type { Event } from '@coxswain/contract'
import type { ResetReason } from './delivery.ts'
import type { Head } from './position.ts'

/**
 * The log behind a broker: where history beyond the broker's window comes from, and what decides
 * whether a cursor is valid. It must be the primary, never a replica that lags behind.
 */
export interface EventSource {
  /** Where a cursor stands, by its whole id: seqs are used again by a log that lost its tail. */
  resolve(orgId: string, cursor: string): Promise<CursorState>
  /** Up to `limit` events with a seq above `after`, in order. Fewer means the end of the log. */
  read(orgId: string, query: ReadQuery): Promise<readonly Event[]>
  head(orgId: string): Promise<SourceHead>
}

export interface ReadQuery {
  /** A seq. */
  readonly after: number
  readonly limit: number
}

export type CursorState =
  | { readonly valid: true; readonly seq: number }
  | { readonly valid: false; readonly reason: ResetReason }

export interface SourceHead extends Head {
  /** The oldest seq that the log still has; `seq + 1` when it has none. */
  readonly firstSeq: number
}

/** A log that a relay can read for all orgs. */
export interface RelaySource extends EventSource {
  /**
   * Heads in the order of org ids: up to `limit` of the orgs after `after`, from the first when
   * `null`. Fewer means that there are no more.
   */
  heads(query: HeadsQuery): Promise<readonly Head[]>
  /**
   * Gives the log a new epoch, by compare-and-set on the one that is known; resolves to the head
   * as it is then, whoever changed it.
   */
  changeEpoch(orgId: string, known: number): Promise<Head>
}

export interface HeadsQuery {
  readonly after: string | null
  readonly limit: number
}
