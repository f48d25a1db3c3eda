import type { Middleware } from '@coxswain/client'
import type { Fields } from './outcome.ts'

/** A middleware as a scenario describes it: appends to a header, or answers without sending. */
export function makeMiddleware(description: Fields): Middleware {
  const append = description.append_header as [string, string] | undefined
  const answer = description.answer as
    | { status: number; headers?: Record<string, string>; body?: string; breaks_off?: boolean }
    | undefined
  return async (request, next) => {
    if (append) {
      const [name, text] = append
      const known = request.headers[name]
      request.headers[name] = known === undefined ? text : `${known},${text}`
    }
    if (description.echo) {
      const { method, url, headers } = request
      const body = new TextEncoder().encode(JSON.stringify({ method, url, headers }))
      return new Response(body, { headers: { 'content-type': 'application/json' } })
    }
    if (!answer) return next(request)
    // Bytes, so that no content type is added.
    const bytes = answer.body === undefined ? null : new TextEncoder().encode(answer.body)
    return new Response(answer.breaks_off ? breakOff(bytes) : bytes, {
      status: answer.status,
      headers: answer.headers ?? {},
    })
  }
}

/** A body that ends as that of a lost connection does. */
function breakOff(bytes: Uint8Array | null): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      if (bytes) controller.enqueue(bytes)
    },
    pull: (controller) => controller.error(new Error('broken off')),
  })
}
