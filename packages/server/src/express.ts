import type { IncomingMessage, ServerResponse } from 'node:http'
import { nodeListener } from './node.ts'
import type { Server } from './server.ts'

/** The part of Express (4 or 5) and of Connect that a handler needs. */
export type ExpressHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * A handler for `app.use`, with or without a prefix. Paths that are not the server's go on to the
 * next handler. Mount it before body parsers: it reads the body itself.
 */
export function expressHandler(server: Server): ExpressHandler {
  const listener = nodeListener(server)
  return (request, response, next) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (server.handles(pathname)) listener(request, response)
    else next()
  }
}
