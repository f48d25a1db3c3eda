import type { MiddlewareHandler } from 'hono'
import type { Server } from './server.ts'

/**
 * A middleware for `app.use('*', ...)`. Paths that are not the server's go on to the app. Under a
 * prefix, `app.mount('/coxswain', server.fetch)` needs no middleware at all.
 */
export function honoMiddleware(server: Server): MiddlewareHandler {
  return async (context, next) => {
    if (!server.handles(context.req.path)) return next()
    return server.fetch(context.req.raw)
  }
}
