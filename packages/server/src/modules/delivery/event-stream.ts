import { type Broker, BrokerError, type Delivery, type EventSource } from '@coxswain/broker'
import type { StreamEnd } from '../../http/open-stream.ts'
import type { Timers } from '../../timers.ts'
import { Inbox } from './inbox.ts'
import { cursorFrame, eventFrame, quietFrame, resetFrame, retryFrame } from './sse-frame.ts'

export interface EventStreamOptions {
  readonly broker: Broker
  readonly source: EventSource
  readonly timers: Timers
  readonly orgId: string
  /** The cursor to go on from. */
  readonly after: string
  /** Whether the reader has that cursor already. */
  readonly resumed: boolean
  /** Which events the reader asked for. */
  readonly wants: (name: string) => boolean
  readonly heartbeatMs: number
  readonly bufferBytes: number
  /** When the reader should come back after this stream, in ms. */
  readonly retryMs: () => number
  /** Aborts when the reader has gone. */
  readonly signal: AbortSignal
  /** Aborts when the stream should end. */
  readonly ending: AbortSignal
}

/**
 * The frames of one reader's stream:
 *
 *     retry, cursor (unless it resumes), { event | reset | heartbeat } ..., retry
 *
 * A heartbeat moves the reader's cursor past what was not for it, so that it need not be read again
 * after a break. The stream ends when its reader is too slow or the server drains; either way the
 * reader comes back with its cursor and misses nothing.
 */
export async function* eventStream(
  options: EventStreamOptions,
): AsyncGenerator<Uint8Array, StreamEnd> {
  const { broker, source, timers, orgId, after, signal, ending, bufferBytes } = options
  const subscription = broker.subscribe(orgId, {
    after,
    source,
    signal,
    maxBufferBytes: bufferBytes,
  })
  const inbox = new Inbox<Delivery>(subscription)
  const heart = beat(timers, options.heartbeatMs, () => inbox.wake())
  const wake = () => inbox.wake()
  ending.addEventListener('abort', wake)
  let sent = after
  let seen = after
  try {
    yield retryFrame(options.retryMs())
    if (!options.resumed) yield cursorFrame(after)
    for (;;) {
      const delivery = inbox.take()
      if (delivery !== null) {
        seen = delivery.id
        if (delivery.type === 'event' && !options.wants(delivery.name)) continue
        sent = seen
        yield delivery.type === 'event' ? eventFrame(delivery) : resetFrame(delivery)
      } else if (inbox.ended) {
        return 'ended'
      } else if (heart.due()) {
        yield sent === seen ? quietFrame : cursorFrame(seen)
        sent = seen
      } else if (ending.aborted && (await inbox.isQuiet())) {
        if (sent !== seen) yield cursorFrame(seen)
        yield retryFrame(options.retryMs())
        return 'drained'
      } else if (!ending.aborted) {
        await inbox.changed()
      }
    }
  } catch (error) {
    if (!(error instanceof BrokerError && error.code === 'slow_consumer')) throw error
    yield retryFrame(options.retryMs())
    return 'slow'
  } finally {
    heart.stop()
    ending.removeEventListener('abort', wake)
    await subscription.return?.()
  }
}

/** Becomes due every so often, however long it was not asked. */
function beat(timers: Timers, everyMs: number, onDue: () => void) {
  let isDue = false
  let cancel = () => {}
  const next = () => {
    cancel = timers.after(everyMs, () => {
      isDue = true
      next()
      onDue()
    })
  }
  next()
  return {
    due(): boolean {
      const was = isDue
      isDue = false
      return was
    },
    stop: () => cancel(),
  }
}
