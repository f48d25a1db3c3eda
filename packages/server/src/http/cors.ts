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

/** Adds what a browser needs to hand the answer to the page, when its origin is in the list. */
export function allowOrigin(headers: Headers, request: Request, { origins }: CorsOptions): void {
  if (origins.length === 0) return
  headers.append('Vary', 'Origin')
  const origin = request.headers.get('origin')
  if (origin === null || !origins.includes(origin)) return
  headers.set('Access-Control-Allow-Origin', origin)
  headers.set('Access-Control-Expose-Headers', exposed)
}

/** Answers OPTIONS: what the route takes and, to a browser that may, what it may send. */
export function preflight(request: Request, allow: readonly string[], cors: CorsOptions): Response {
  const headers = new Headers({ Allow: allow.join(', ') })
  allowOrigin(headers, request, cors)
  if (headers.has('Access-Control-Allow-Origin')) {
    headers.delete('Access-Control-Expose-Headers')
    headers.set('Access-Control-Allow-Methods', allow.join(', '))
    headers.set('Access-Control-Allow-Headers', accepted)
    headers.set('Access-Control-Max-Age', '600')
  }
  return new Response(null, { status: 204, headers })
}
