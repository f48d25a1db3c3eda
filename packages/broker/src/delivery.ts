import type { Event } from '@coxswain/contract'

/** What a subscription yields. */
export type Delivery = EventDelivery | ResetDelivery

/**
 * An event, serialised once. Every subscriber is handed the same object, so whatever is made of it
 * can be kept in a WeakMap and shared too.
 */
export interface EventDelivery {
  readonly type: 'event'
  /** The cursor to resume from. */
  readonly id: string
  readonly seq: number
  /** The event's type, such as `agent.created`. */
  readonly name: string
  /** The envelope as JSON. */
  readonly data: string
  /** The length of `data` in UTF-8. */
  readonly bytes: number
  /** The envelope itself, parsed when first asked for. Shared, so don't change it. */
  readonly event: Event
}

/** Events are missing between what the subscriber has seen and what follows. */
export interface ResetDelivery {
  readonly type: 'reset'
  /** The newest event when this was written: what follows comes after it. */
  readonly id: string
  readonly reason: ResetReason
  /** The cursor that could not be used. */
  readonly cursor: string
}

/**
 * Why a subscription can't go on from its cursor.
 *
 * | reason           | the cursor                                    |
 * | ---------------- | --------------------------------------------- |
 * | `cursor_unknown` | is not one of this org's log                  |
 * | `cursor_trimmed` | was followed by events that are gone          |
 * | `cursor_ahead`   | is beyond the end of the log                  |
 * | `epoch_changed`  | is of a log that was restored since           |
 */
export type ResetReason = 'cursor_unknown' | 'cursor_trimmed' | 'cursor_ahead' | 'epoch_changed'
