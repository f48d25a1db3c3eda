/**
 * How a stream came to its end.
 *
 * | end        | because                                             |
 * | ---------- | --------------------------------------------------- |
 * | `ended`    | its source had no more                              |
 * | `failed`   | its source threw                                    |
 * | `unopened` | its handler refused it                              |
 * | `gone`     | its caller left                                     |
 * | `slow`     | its caller took nothing for about half a minute     |
 * | `refused`  | its key is no longer accepted                       |
 * | `drained`  | the server is shutting down                         |
 */
export type StreamEnd = 'ended' | 'failed' | 'unopened' | 'gone' | 'slow' | 'refused' | 'drained'

/** Chunks as they come, and at last what ended them. */
export type StreamSource = AsyncIterable<Uint8Array, StreamEnd>

type Chunks = AsyncIterator<Uint8Array, StreamEnd>

export interface OpenStreamOptions {
  /** Aborts when the caller has gone before it could cancel the body. */
  readonly request: AbortSignal
  /** Told why, once. `failure` is what the source threw. */
  readonly onEnd: (end: StreamEnd, failure: unknown) => void
}

/**
 * The body of an answer that goes on until someone ends it. Chunks are asked for as fast as the
 * caller takes them, one at a time: nothing is held here.
 */
export class OpenStream {
  /** Aborts when nobody reads any more. */
  readonly #over = new AbortController()
  /** Aborts when the source should say its last word and end. */
  readonly #ending = new AbortController()
  readonly #options: OpenStreamOptions
  #iterator: Chunks | null = null
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null
  #end: StreamEnd | null = null
  #taken = true
  /** The body's reader let go of it, which closed it. */
  #cancelled = false
  #chunks = 0

  constructor(options: OpenStreamOptions) {
    this.#options = options
    options.request.addEventListener('abort', this.#gone)
  }

  get signal(): AbortSignal {
    return this.#over.signal
  }

  get ending(): AbortSignal {
    return this.#ending.signal
  }

  /** The number of the chunk that the caller leaves lying there; `null` when it waits for one. */
  get untaken(): number | null {
    return this.#taken ? null : this.#chunks
  }

  /** Begins with the first read: a body that is never read never asks its source. */
  body(source: StreamSource): ReadableStream<Uint8Array> {
    const iterator = source[Symbol.asyncIterator]()
    this.#iterator = iterator
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
          if (this.#end !== null) controller.close()
        },
        pull: (controller) => this.#pull(iterator, controller),
        cancel: () => {
          this.#cancelled = true
          this.#gone()
        },
      },
      { highWaterMark: 0 },
    )
  }

  /** Asks the source to come to an end. */
  conclude(): void {
    this.#ending.abort()
  }

  /** Ends the body now. It ends as any other, so that its caller comes back where that is of use. */
  finish(end: StreamEnd, failure: unknown = null): void {
    if (this.#end !== null) return
    this.#end = end
    this.#options.request.removeEventListener('abort', this.#gone)
    this.#over.abort()
    // A source that waits for its next chunk ends with the signal, any other with this.
    this.#iterator?.return?.(end).catch(() => undefined)
    if (!this.#cancelled) this.#controller?.close()
    this.#options.onEnd(end, failure)
  }

  readonly #gone = () => this.finish('gone')

  async #pull(
    iterator: Chunks,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    this.#taken = true
    try {
      const result = await iterator.next()
      if (this.#end !== null) return
      if (result.done) {
        this.finish(result.value)
        return
      }
      this.#taken = false
      this.#chunks += 1
      controller.enqueue(result.value)
    } catch (error) {
      this.finish('failed', error)
    }
  }
}
