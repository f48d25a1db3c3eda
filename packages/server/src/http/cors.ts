import { type Reply, type ReplyHeaders, wholeReply } from './reply.ts'

const exposed = [
  'Deprecation',
  'ETag',
  'Idempotency-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'X-Request-Id',
].join(', ')

const accepted = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'Last-Event-ID',
  'Traceparent',
  'Tracestate',
  'X-Coxswain-Attempt',
  'X-Request-Id',
].join(', ')

/** Which browsers' pages may call: a list of origins, compared exactly. Empty is none. */
export interface CorsOptions {
  readonly origins: readonly string[]
}

/** What a browser needs to hand the answer to the page, when its origin is in the list. */
export function originHeaders(request: Request, { origins }: CorsOptions): ReplyHeaders {
  if (origins.length === 0) return {}
  const origin = request.headers.get('origin')
  if (origin === null || !origins.includes(origin)) return { Vary: 'Origin' }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': exposed,
  }
}

/** Answers OPTIONS: what the route takes and, to a browser that may, what it may send. */
export function preflight(request: Request, allow: readonly string[], cors: CorsOptions): Reply {
  const methods = allow.join(', ')
  const { 'Access-Control-Expose-Headers': isAllowed, ...headers } = originHeaders(request, cors)
  if (isAllowed === undefined) return wholeReply(204, { Allow: methods, ...headers }, null)
  const granted = {
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers': accepted,
    'Access-Control-Max-Age': '600',
  }
  return wholeReply(204, { Allow: methods, ...headers, ...granted }, null)
}
