import { buildHeaders, checkHeaders, type HeaderRecord } from './headers.ts'
import type { HttpMethod } from './operation.ts'

/** One attempt on its way out. Headers may be changed in place; every attempt gets its own copy. */
export interface AttemptRequest {
  readonly method: HttpMethod
  readonly url: string
  /** Names in lower case. */
  readonly headers: HeaderRecord
  /** The serialised body, the same text for every attempt of a call. */
  readonly body: string | undefined
  /** 0 for the first attempt. */
  readonly attempt: number
  /** `agents.upsert`. */
  readonly operation: string
  /** Aborts when the attempt's time is up or the caller gives up. */
  readonly signal: AbortSignal
}

export type SendAttempt = (request: AttemptRequest) => Promise<Response>

/**
 * Wraps every attempt. Call `next` to send it on, or answer with a `Response` of your own. What it
 * throws reaches the caller as it is, and is retried only if it is an `APIConnectionError`.
 */
export type Middleware = (request: AttemptRequest, next: SendAttempt) => Promise<Response>

/** The first middleware is the outermost. What they did to the headers is checked at the end. */
export function composeMiddleware(
  middleware: readonly Middleware[],
  send: SendAttempt,
): SendAttempt {
  return middleware.reduceRight<SendAttempt>(
    (next, layer) => (request) => layer(request, next),
    middleware.length > 0 ? checked(send) : send,
  )
}

function checked(send: SendAttempt): SendAttempt {
  return async (request) => {
    // A header may have been set in another case: it must not be sent twice.
    const headers = buildHeaders(request.headers)
    checkHeaders(headers)
    return send({ ...request, headers })
  }
}
