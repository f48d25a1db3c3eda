import type { HeaderValues } from './headers.ts'
import type { Logger, LogLevel } from './logger.ts'
import type { Middleware } from './middleware.ts'
import type { ResponseValidators } from './response.ts'
import type { Runtime } from './runtime.ts'

export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** What both a client and a single call may set; the call's own value wins. */
export interface CallOptions {
  /**
   * Milliseconds one attempt may take, from waiting for a connection to the last byte of the body.
   * Default 60,000. null switches it off; 0 and Infinity are refused.
   */
  timeout?: number | null | undefined
  /** Milliseconds the whole call may take, all attempts and waits included. Default null: none. */
  deadline?: number | null | undefined
  /** Attempts after the first one. Default 2. */
  maxRetries?: number | undefined
  /** Added to every request; names are compared in lower case, values are printable ASCII. */
  headers?: HeaderValues | undefined
}

export interface RequestOptions extends CallOptions {
  /** Aborts the call with `AbortedError`: closes the socket and makes no further attempt. */
  signal?: AbortSignal | undefined
  /** `Idempotency-Key` of a POST, PUT or PATCH. Default: a UUIDv7, one per call, kept over retries. */
  idempotencyKey?: string | undefined
  /** `If-Match`: the ETag that the resource must still have, else `PreconditionFailedError`. */
  ifMatch?: string | undefined
}

/** What `client.events.stream` takes besides its query. */
export interface StreamOptions {
  /**
   * Milliseconds each connection may take until the head of its answer; from then on 45 s of silence
   * end it. Default: the client's. null switches it off.
   */
  timeout?: number | null | undefined
  /**
   * Milliseconds the whole stream may take. Default null: none. The client's own does not count: it
   * is meant for calls, a stream stays.
   */
  deadline?: number | null | undefined
  /**
   * Connections lost in a row, without a frame in between, after which the last error is thrown; up
   * to 100. Default null: endless, with ever longer pauses, because a stream is there to stay.
   */
  maxReconnects?: number | null | undefined
  /**
   * Called whenever a connection stands, also after every reconnect, before any item of it: what
   * happens from now on will come, so this is when to read the state. What it throws ends the stream.
   */
  onOpen?: (() => void) | undefined
  /** Added to every connection's request, as those of a call. */
  headers?: HeaderValues | undefined
  /** Ends the stream with `AbortedError` and closes the socket. */
  signal?: AbortSignal | undefined
}

export interface CoxswainOptions extends CallOptions {
  /** Where the server is. Default: `COXSWAIN_BASE_URL`, else `http://127.0.0.1:4747`. */
  baseUrl?: string | undefined
  /** API key. Default: `COXSWAIN_API_KEY`; without either, construction fails. */
  apiKey?: string | undefined
  /** Innermost transport. Default: the platform's `fetch`. */
  fetch?: Fetch | undefined
  /** Wrapped around every attempt, the first one outermost. */
  middleware?: readonly Middleware[] | undefined
  /** Where log lines go. Default: `console`. */
  logger?: Logger | undefined
  /** Least severe level that is logged. Default: `COXSWAIN_LOG`, else `warn`. */
  logLevel?: LogLevel | undefined
  /** Time and chance, for tests and unusual platforms. */
  runtime?: Partial<Runtime> | undefined
  /**
   * Checks every result against its schema: pass `validators` from `@coxswain/contract/validators`.
   * Default: only root type and page envelope are checked.
   */
  validateResponses?: ResponseValidators | undefined
}
