import type { EventDelivery, ResetDelivery, ResetReason } from '@coxswain/broker'
import type { StreamReset } from '@coxswain/contract'
import { validators } from '@coxswain/contract/validators'

/** Keeps proxies and readers awake where there is nothing to tell. */
export const quietFrame = encode(':\n\n')

/** One serialisation per event, whoever it is for: the broker hands the same object to everyone. */
const eventFrames = new WeakMap<EventDelivery, Uint8Array>()

export function eventFrame(delivery: EventDelivery): Uint8Array {
  const known = eventFrames.get(delivery)
  if (known !== undefined) return known
  const { id, name, data } = delivery
  const frame = encode(`id: ${id}\nevent: ${name}\ndata: ${data}\n\n`)
  eventFrames.set(delivery, frame)
  return frame
}

/** Moves the reader's cursor and shows it nothing. */
export function cursorFrame(id: string): Uint8Array {
  return encode(`id: ${id}\n\n`)
}

/** When to come back after the stream has ended. */
export function retryFrame(ms: number): Uint8Array {
  return encode(`retry: ${ms}\n\n`)
}

export function resetFrame({ id, reason, cursor }: ResetDelivery): Uint8Array {
  const reset: StreamReset = { reason, cursor: eventIdOrNull(cursor), detail: resetDetails[reason] }
  return encode(`id: ${id}\nevent: reset\ndata: ${JSON.stringify(reset)}\n\n`)
}

const whatToDo = 'read again what you keep a copy of, and go on with the events that follow'

const resetDetails: Readonly<Record<ResetReason, string>> = {
  cursor_unknown: `the cursor is not one of this log: ${whatToDo}`,
  cursor_trimmed: `what followed the cursor is no longer kept: ${whatToDo}`,
  cursor_ahead: `the cursor is beyond the end of the log: ${whatToDo}`,
  epoch_changed: `the log was restored since the cursor was given: ${whatToDo}`,
}

/** The cursor is what the reader sent, and may be any text. */
function eventIdOrNull(cursor: string): string | null {
  return validators.EventId.safeParse(cursor).success ? cursor : null
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
