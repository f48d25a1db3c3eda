import type { Event, StreamReset } from '@coxswain/contract'
import { AbortedError, APIConnectionError, type CoxswainError } from './errors.ts'
import { decodeEventId, type EventPosition } from './event-id.ts'
import * as behaviour from './gen/behaviour.ts'
import {
  brokeOff,
  createFail,
  type Fail,
  isObject,
  type ResponseValidators,
  validate,
} from './response.ts'
import { type Frame, FrameParser } from './sse.ts'
import { type Call, isLost, type Transport } from './transport.ts'

/** Between the item before and the one after, events are missing: read again what you copied. */
export interface StreamResetItem extends StreamReset {
  event: 'reset'
  /** Where the stream goes on. */
  id: string | undefined
}

/** What a stream yields; `event` tells which. */
export type StreamItem = Event | StreamResetItem

const operation = 'events.stream'
const fail: Fail = createFail(operation)
const notAnEvent = 'a frame is not an event'

/** What a stream needs of its client. */
export interface StreamSource {
  readonly transport: Transport
  readonly validators: ResponseValidators | undefined
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  readonly lastEventId: string | undefined
  /** Makes the request of a connection; every one is a trace of its own. */
  readonly prepare: (signal: AbortSignal, startedAt: number | undefined) => Call
}

/**
 * The events of an org, as they happen. Connects when the first item is asked for, and again, where
 * it stopped, when a connection is lost. A stream is read once, by one reader; leaving the loop
 * closes the socket.
 *
 *     connecting ──head──▶ open ──ended, broken, silent──▶ pausing ──▶ connecting
 *          └──lost──▶ pausing                                 │
 *     any ──refused, close(), abort, deadline, no reconnect left──▶ over
 */
export class EventStream implements AsyncIterableIterator<StreamItem, undefined> {
  readonly #source: StreamSource
  readonly #items: AsyncGenerator<StreamItem, undefined>
  readonly #controller = new AbortController()
  #lastEventId: string | undefined
  #delivered: EventPosition | undefined
  #retry: number | undefined
  /** Connections lost since the last frame. */
  #lost = 0
  #closed = false

  constructor(source: StreamSource) {
    this.#source = source
    this.#lastEventId = source.lastEventId
    this.#items = this.#read()
  }

  /** The place that was reached: a later stream goes on behind it, given it as `lastEventId`. */
  get lastEventId(): string | undefined {
    return this.#lastEventId
  }

  next(): Promise<IteratorResult<StreamItem, undefined>> {
    return this.#items.next()
  }

  /** What leaving a `for await` loop calls; ends a pending `next` too. */
  return(): Promise<IteratorResult<StreamItem, undefined>> {
    this.close()
    return this.#items.return(undefined)
  }

  /** Ends the iteration and closes the socket. */
  close(): void {
    this.#closed = true
    this.#controller.abort()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async *#read(): AsyncGenerator<StreamItem, undefined> {
    const { transport, signal, prepare } = this.#source
    const inner = this.#controller.signal
    const onAbort = () => this.#controller.abort(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    try {
      for (let startedAt: number | undefined; ; this.#lost++) {
        const call = prepare(inner, startedAt)
        startedAt = call.startedAt
        if (this.#lastEventId) call.headers['last-event-id'] = this.#lastEventId
        const error = yield* this.#connection(call)
        if (!error) return undefined
        if (!(await transport.pause(call, this.#lost, error, this.#retry))) throw error
      }
    } catch (error) {
      if (!inner.aborted) throw error
      if (!this.#closed) throw new AbortedError({ cause: inner.reason, operation })
      return undefined
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** One connection, and how it was lost; nothing when no other shall follow. */
  async *#connection(call: Call): AsyncGenerator<StreamItem, CoxswainError | undefined> {
    const { signal } = this.#controller
    const { reply, error } = await this.#source.transport.connect(call, this.#lost)
    if (!reply || error) return error
    if (reply.status === 204) return undefined
    const reader = reply.stream?.getReader()
    // On some platforms a stream that has failed fails its cancellation too.
    const close = () => void reader?.cancel().catch(() => undefined)
    signal.addEventListener('abort', close)
    const parser = new FrameParser(() =>
      fail(`a frame is longer than ${behaviour.streamFrameBytes} bytes`),
    )
    try {
      if (!/^text\/event-stream *(;|$)/i.test(reply.headers.get('content-type') ?? ''))
        fail('the content type is not text/event-stream')
      for (;;) {
        for (const frame of parser.feed(await this.#chunk(call, reader))) {
          this.#lost = 0
          if (frame.id !== undefined) this.#lastEventId = frame.id
          const item = this.#item(frame)
          if (item) yield item
          // Frames that have come already are not handed out any more.
          signal.throwIfAborted()
        }
      }
    } catch (error) {
      if (isLost(error) && !signal.aborted) return error
      throw error
    } finally {
      if (parser.retry !== undefined) this.#retry = Math.max(1, parser.retry)
      signal.removeEventListener('abort', close)
      close()
    }
  }

  /** What has come next. Three heartbeats that stay away are a dead connection. */
  async #chunk(
    call: Call,
    reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  ): Promise<Uint8Array> {
    const silent = `the stream was silent for ${behaviour.streamSilenceMs} ms`
    const read = async () =>
      reader?.read().catch((cause) => {
        throw brokeOff(operation, cause)
      })
    const { transport } = this.#source
    const chunk = await transport.within(call, behaviour.streamSilenceMs, silent, read)
    if (chunk?.value) return chunk.value
    throw new APIConnectionError('the stream ended', { operation })
  }

  /** The item in a frame; undefined when it only moves the cursor, or was delivered before. */
  #item({ event, data, id }: Frame): StreamItem | undefined {
    if (data === undefined) return undefined
    const value = parseObject(data)
    if (event === 'reset') {
      if (typeof value.reason !== 'string') fail(notAnEvent)
      this.#delivered = undefined
      return { ...(value as unknown as StreamReset), event, id }
    }
    const { id: own, event: name, payload } = value
    if (typeof own !== 'string' || typeof name !== 'string' || !isObject(payload)) fail(notAnEvent)
    const { validators } = this.#source
    if (validators) validate(value, operation, validators, fail)
    const position = decodeEventId(own as string)
    const last = this.#delivered
    if (position && position.epoch === last?.epoch && position.seq <= last.seq) return undefined
    this.#delivered = position ?? last
    return value as unknown as Event
  }
}

function parseObject(data: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data)
    if (isObject(value)) return value
  } catch (cause) {
    fail(notAnEvent, cause)
  }
  return fail(notAnEvent)
}
