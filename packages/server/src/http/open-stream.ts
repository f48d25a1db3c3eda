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

/** Where chunks go that nobody reads as a body: a socket. */
export interface StreamSink {
  /** Takes a chunk, whole, and says whether it takes another one now. */
  write(chunk: Uint8Array): boolean
  /** Calls back, once, when it takes more again. */
  onceReady(run: () => void): void
  end(): void
}

/** How chunks leave: as a body that someone reads, or into a sink. */
interface Outlet {
  close(): void
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
  #outlet: Outlet | null = null
  #end: StreamEnd | null = null
  #taken = true
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

  /** Where the chunks come from. It is asked by who takes them, and never by a body that is not read. */
  attach(source: StreamSource): void {
    this.#iterator = source[Symbol.asyncIterator]()
  }

  /** The chunks as a body, asked for with each read. */
  readable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => this.#leaveBy(controller),
        pull: async (controller) => {
          this.#taken = true
          const chunk = await this.#next()
          if (chunk === null) return
          this.#taken = false
          controller.enqueue(chunk)
        },
        cancel: () => {
          // Its reader has let go of it, which closed it.
          this.#outlet = null
          this.#gone()
        },
      },
      { highWaterMark: 0 },
    )
  }

  /** Hands the chunks to a sink as they come, for as long as it takes them. */
  async flowInto(sink: StreamSink): Promise<void> {
    this.#leaveBy({ close: () => sink.end() })
    for (;;) {
      const chunk = await this.#next()
      if (chunk === null) return
      this.#taken = sink.write(chunk)
      if (!this.#taken) await new Promise<void>((resolve) => sink.onceReady(resolve))
      this.#taken = true
    }
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
    this.#outlet?.close()
    this.#options.onEnd(end, failure)
  }

  readonly #gone = () => this.finish('gone')

  #leaveBy(outlet: Outlet): void {
    this.#outlet = outlet
    if (this.#end !== null) outlet.close()
  }

  /** The next chunk; `null` when the body is over. */
  async #next(): Promise<Uint8Array | null> {
    try {
      if (this.#iterator === null) throw new TypeError('the stream has no source')
      const result = await this.#iterator.next()
      if (this.#end !== null) return null
      if (!result.done) {
        this.#chunks += 1
        return result.value
      }
      this.finish(result.value)
    } catch (error) {
      this.finish('failed', error)
    }
    return null
  }
}
