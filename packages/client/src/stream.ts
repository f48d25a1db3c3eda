import type { Event, StreamReset } from '@coxswain/contract'
import { follow } from './cancel.ts'
import { AbortedError, APIConnectionError, type CoxswainError } from './errors.ts'
import { decodeEventId, type EventPosition } from './event-id.ts'
import * as behaviour from './gen/behaviour.ts'
import { checkHeaders } from './headers.ts'
import { isObject } from './json.ts'
import {
  brokeOff,
  checkContentType,
  createFail,
  type Fail,
  type Reply,
  type ResponseValidators,
  validate,
} from './response.ts'
import { createFrameParser, type Frame } from './sse.ts'
import { type Call, isLost, type Transport } from './transport.ts'

/** Between the item before and the one after, events are missing: read again what you copied. */
export interface StreamResetItem extends StreamReset {
  event: 'reset'
  /** Where the stream goes on. */
  id: string | undefined
}

/** What a stream yields; `event` tells which. */
export type StreamItem = Event | StreamResetItem

/**
 * The events of an org, as they happen. Connects when the first item is asked for, and again, where
 * it stopped, when a connection is lost. A stream is read once, by one reader; leaving the loop
 * closes the socket.
 */
export interface EventStream extends AsyncIterableIterator<StreamItem, undefined> {
  /** The place that was reached: a later stream goes on behind it, given it as `lastEventId`. */
  readonly lastEventId: string | undefined
  /** What leaving a `for await` loop calls; ends a pending `next` too. */
  return(): Promise<IteratorResult<StreamItem, undefined>>
  /** Ends the iteration and closes the socket. */
  close(): void
  [Symbol.asyncIterator](): EventStream
}

/** What a stream begins with. */
export interface StreamStart {
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  readonly onOpen: (() => void) | undefined
  readonly lastEventId: string | undefined
}

const operation = 'events.stream'
const fail: Fail = createFail(operation)
const notAnEvent = 'a frame is not an event'

/**
 *     connecting ──head──▶ open ──ended, broken, silent──▶ pausing ──▶ connecting
 *          └──lost──▶ pausing                                 │
 *     any ──refused, close(), abort, deadline, no reconnect left──▶ over
 *
 * `prepare` makes the request of a connection; every one is a trace of its own.
 */
export function createEventStream(
  transport: Transport,
  validators: ResponseValidators | undefined,
  { signal, onOpen, lastEventId: startId }: StreamStart,
  prepare: (signal: AbortSignal, startedAt: number | undefined) => Call,
): EventStream {
  let lastEventId = startId
  let delivered: EventPosition | undefined
  let retry: number | undefined
  /** Connections lost since the last frame. */
  let lost = 0
  let abort: (() => void) | undefined
  let closed = false

  async function* read(): AsyncGenerator<StreamItem, undefined> {
    if (closed) return undefined
    const [controller, letGo] = follow(signal)
    abort = () => controller.abort()
    const inner = controller.signal
    try {
      for (let startedAt: number | undefined; ; lost++) {
        const call = prepare(inner, startedAt)
        startedAt = call.startedAt
        if (lastEventId) call.headers['last-event-id'] = lastEventId
        checkHeaders(call.headers)
        const { reply, error } = await transport.connect(call, lost)
        if (reply?.status === 204) return undefined
        const failure = error ?? (yield* connection(call, reply as Reply))
        if (!(await transport.pause(call, lost, failure, retry))) throw failure
      }
    } catch (error) {
      if (!inner.aborted) throw error
      if (!closed) throw new AbortedError({ cause: inner.reason, operation })
      return undefined
    } finally {
      letGo()
    }
  }

  /** The items of one connection, and at last how it was lost. */
  async function* connection(
    call: Call,
    { headers, stream }: Reply,
  ): AsyncGenerator<StreamItem, CoxswainError> {
    const reader = stream?.getReader()
    // On some platforms a stream that has failed fails its cancellation too.
    const close = () => void reader?.cancel().catch(() => undefined)
    call.signal?.addEventListener('abort', close)
    const parser = createFrameParser(() =>
      fail(`a frame is longer than ${behaviour.streamFrameBytes} bytes`),
    )
    try {
      checkContentType(headers, 'text/event-stream', fail)
      for (let tellOpen = onOpen; ; tellOpen = undefined) {
        const chunk = await nextChunk(call, reader)
        if (chunk instanceof APIConnectionError) return chunk
        tellOpen?.()
        for (const frame of parser.feed(chunk)) {
          // After an abort, what has come already is not handed out any more.
          call.signal?.throwIfAborted()
          lost = 0
          if (frame.id !== undefined) lastEventId = frame.id
          const item = toItem(frame)
          if (item) yield item
        }
      }
    } finally {
      if (parser.retry !== undefined) retry = Math.max(1, parser.retry)
      call.signal?.removeEventListener('abort', close)
      close()
    }
  }

  /** What has come next, or how the connection was lost. */
  const nextChunk = async (call: Call, reader: Reader | undefined) => {
    const read = async () => {
      try {
        const chunk = await reader?.read()
        return chunk?.value ?? new APIConnectionError('the stream ended', { operation })
      } catch (cause) {
        return brokeOff(operation, cause)
      }
    }
    // Three heartbeats that stay away are a dead connection.
    const limit = behaviour.streamSilenceMs
    const silent = `the stream was silent for ${limit} ms`
    return transport.within(call, limit, silent, read).catch((error: unknown) => {
      if (isLost(error)) return error
      throw error
    })
  }

  /** The item in a frame; undefined when it only moves the cursor, or was delivered before. */
  const toItem = ({ event, data, id }: Frame): StreamItem | undefined => {
    if (data === undefined) return undefined
    const value = parseObject(data)
    if (event === 'reset' && typeof value.reason === 'string') {
      delivered = undefined
      return { ...(value as unknown as StreamReset), event, id }
    }
    const texts = typeof value.id === 'string' && typeof value.event === 'string'
    if (event === 'reset' || !texts || !isObject(value.payload)) return fail(notAnEvent)
    if (validators) validate(value, operation, validators, fail)
    const position = decodeEventId(value.id as string)
    if (position && position.epoch === delivered?.epoch && position.seq <= delivered.seq)
      return undefined
    delivered = position ?? delivered
    return value as unknown as Event
  }

  const items = read()
  const stream: EventStream = {
    get lastEventId() {
      return lastEventId
    },
    next: () => items.next(),
    return: () => {
      stream.close()
      return items.return(undefined)
    },
    close: () => {
      closed = true
      abort?.()
    },
    [Symbol.asyncIterator]: () => stream,
  }
  return stream
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

function parseObject(data: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data)
    if (isObject(value)) return value
  } catch (cause) {
    fail(notAnEvent, cause)
  }
  return fail(notAnEvent)
}
