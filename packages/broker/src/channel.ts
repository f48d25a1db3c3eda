import type { EventDelivery } from './delivery.ts'
import type { CursorState } from './event-source.ts'
import type { Head } from './position.ts'

/** A place in an org's log: a seq, and the id that stands there. */
export interface Place {
  readonly seq: number
  readonly id: string
}

/** What a backend gives to the subscriptions of one org. */
export interface Channel {
  readonly orgId: string
  /** Where the backend stands; `null` until it knows anything of the org. */
  readonly head: Head | null
  /** The events that are held after a place; `null` when it is not covered, or is another event. */
  page(after: Place, limit: number): readonly EventDelivery[] | null
  /** Whether it holds another event at that seq. */
  denies(place: Place): boolean
  /** Judges a cursor where there is no log to ask. */
  resolve(cursor: string): CursorState
  /** The newest place where there is no log to ask. */
  newest(): Place
  attach(listener: Listener): void
  detach(listener: Listener): void
}

/** Is told in the same tick in which the backend's head moves. */
export interface Listener {
  /** The next event, after the one before or after what was adopted. */
  onEvent(event: EventDelivery): void
  /** The backend stands here now; with `judgeAgain` cursors from before may be worth nothing. */
  onAdopted(place: Place, how: { readonly judgeAgain: boolean }): void
  onClosed(): void
}
