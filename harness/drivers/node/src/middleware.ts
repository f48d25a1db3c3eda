import type { Middleware } from '@coxswain/client'
import type { Fields } from './outcome.ts'

/** A middleware as a scenario describes it: appends to a header, or answers without sending. */
export function makeMiddleware(description: Fields): Middleware {
  const append = description.append_header as [string, string] | undefined
  const answer = description.answer as
    | { status: number; headers?: Record<string, string>; body?: string }
    | undefined
  return async (request, next) => {
    if (append) {
      const [name, text] = append
      const known = request.headers[name]
      request.headers[name] = known === undefined ? text : `${known},${text}`
    }
    if (description.echo) {
      const { method, url, headers } = request
      return Response.json({ method, url, headers })
    }
    if (!answer) return next(request)
    return new Response(answer.body ?? null, {
      status: answer.status,
      headers: answer.headers ?? {},
    })
  }
}
