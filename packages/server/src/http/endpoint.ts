import { CoxswainError } from '../coxswain-error.ts'
import type { Operation } from '../operation.ts'
import type { Answer, StreamAnswer } from './call.ts'
import { type Correlation, correlate } from './correlation.ts'
import { originHeaders, preflight } from './cors.ts'
import { execute } from './execute.ts'
import { executeStream } from './execute-stream.ts'
import type { Kernel } from './kernel.ts'
import { OpenStream, type StreamEnd } from './open-stream.ts'
import { prepare, type Routed } from './prepare.ts'
import { problemReply } from './problem.ts'
import { type Reply, type ReplyHeaders, wholeReply } from './reply.ts'
import { prefixes, type RouteMatch, type Router } from './router.ts'
import { inSpan } from './tracing.ts'

/** What is counted and logged of a request. */
interface Handled {
  readonly operation: string
  readonly status: number
  readonly seconds: number
  readonly end: StreamEnd | null
}

/** Turns requests into answers: the rim where HTTP ends and operations begin. */
export class Endpoint {
  readonly #kernel: Kernel
  readonly #router: Router
  #running = 0
  #idle: (() => void)[] = []

  constructor(kernel: Kernel, router: Router) {
    this.#kernel = kernel
    this.#router = router
  }

  /** Whether a path is the server's to answer, for embedders that have routes of their own. */
  handles(pathname: string): boolean {
    if (this.#router.match('GET', pathname).kind !== 'none') return true
    return pathname.startsWith(`${prefixes[0]}/`)
  }

  async answer(request: Request): Promise<Reply> {
    this.#running += 1
    try {
      return await this.#answer(request)
    } finally {
      this.#running -= 1
      if (this.#running === 0) for (const wake of this.#idle.splice(0)) wake()
    }
  }

  /** Resolves when no request is running. */
  async idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async #answer(request: Request): Promise<Reply> {
    const started = performance.now()
    const url = new URL(request.url)
    const given = correlate(request.headers, this.#kernel.ids)
    const match = this.#router.match(request.method, url.pathname)
    const operation = match.kind === 'operation' ? match.operation : null
    const name = operation?.id ?? 'unmatched'
    return inSpan(name, request.headers, async (traceId) => {
      const correlation = { ...given, traceId: given.traceId ?? traceId }
      const reply = await this.#respond(request, url, match, correlation)
      const account = (end: StreamEnd | null) => {
        const seconds = (performance.now() - started) / 1000
        this.#kernel.metrics.request(name, reply.status, seconds)
        this.#log({ operation: name, status: reply.status, seconds, end }, correlation)
      }
      if (reply.over === null) account(null)
      else void reply.over.then(account)
      return reply
    })
  }

  async #respond(
    request: Request,
    url: URL,
    match: RouteMatch,
    correlation: Correlation,
  ): Promise<Reply> {
    const common: ReplyHeaders = {
      'X-Request-Id': correlation.requestId,
      'Cache-Control': 'no-store',
    }
    const reply = await this.#dispatch(request, url, match, correlation, common)
    const headers = {
      ...common,
      ...reply.headers,
      ...(match.kind === 'operation' ? deprecation(match.operation) : {}),
      ...(request.method === 'OPTIONS' ? {} : originHeaders(request, this.#kernel.cors)),
    }
    if (request.method !== 'HEAD') return { ...reply, headers }
    // A stream that nobody will read must not stay open.
    if (reply.body instanceof OpenStream) reply.body.finish('gone')
    return { ...reply, headers, body: null }
  }

  async #dispatch(
    request: Request,
    url: URL,
    match: RouteMatch,
    correlation: Correlation,
    headers: ReplyHeaders,
  ): Promise<Reply> {
    try {
      if (match.kind === 'none') {
        throw new CoxswainError('route_not_found', { detail: 'this path is not part of the API' })
      }
      if (request.method === 'OPTIONS') {
        const allow = this.#router.allowed(url.pathname)
        return preflight(request, allow, this.#kernel.cors)
      }
      if (match.kind === 'method') throw methodNotAllowed(request.method, match.allow)
      const { operation, path } = match
      this.#refuseWhileDraining(operation)
      const routed: Routed = { request, url, operation, path, correlation, headers }
      const call = await prepare(this.#kernel, routed)
      if (operation.streaming)
        return streamReply(operation, await executeStream(this.#kernel, call))
      return answerReply(operation, await execute(this.#kernel, call))
    } catch (thrown) {
      return this.#problem(thrown, url, correlation)
    }
  }

  #refuseWhileDraining({ security }: Operation): void {
    if (security === 'none' || !this.#kernel.status.draining) return
    throw new CoxswainError('not_ready', { detail: 'the server is shutting down: try another one' })
  }

  #problem(thrown: unknown, url: URL, { requestId }: Correlation): Reply {
    const error = CoxswainError.from(thrown)
    if (error.status >= 500) {
      this.#kernel.log.error(
        { request_id: requestId, code: error.code, err: error },
        'request failed',
      )
    }
    return problemReply(error, { pathname: url.pathname, requestId })
  }

  #log({ operation, status, seconds, end }: Handled, correlation: Correlation): void {
    this.#kernel.log.info(
      {
        operation,
        status,
        ...(end === null ? {} : { stream_end: end }),
        duration_ms: Math.round(seconds * 1e5) / 100,
        request_id: correlation.requestId,
        trace_id: correlation.traceId,
      },
      'request',
    )
  }
}

function streamReply({ success }: Operation, { body, over }: StreamAnswer): Reply {
  const headers: ReplyHeaders = {
    // Whoever compresses or buffers on the way would hold events back.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  }
  if (success.mediaType !== null) headers['Content-Type'] = success.mediaType
  return { status: success.status, headers, body, over }
}

function answerReply({ success }: Operation, { status, etag, body, replayed }: Answer): Reply {
  const headers: ReplyHeaders = {}
  if (success.mediaType !== null) headers['Content-Type'] = contentType(success.mediaType)
  if (etag !== null) headers['ETag'] = etag
  if (replayed) headers['Idempotency-Replayed'] = 'true'
  return wholeReply(status, headers, body)
}

function contentType(mediaType: string): string {
  return mediaType === 'text/plain' ? 'text/plain; version=0.0.4; charset=utf-8' : mediaType
}

function deprecation({ deprecated, sunset }: Operation): ReplyHeaders {
  const headers: ReplyHeaders = {}
  if (deprecated === true) headers['Deprecation'] = 'true'
  if (sunset !== undefined) headers['Sunset'] = new Date(sunset).toUTCString()
  return headers
}

function methodNotAllowed(method: string, allow: readonly string[]): CoxswainError {
  return new CoxswainError('method_not_allowed', {
    detail: `this route does not answer ${method}, only ${allow.join(', ')}`,
    headers: { Allow: allow.join(', ') },
  })
}
