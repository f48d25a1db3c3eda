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
    // `//` is a path that no URL can be made of.
    const url = URL.parse(request.url ?? '/', 'http://localhost')
    if (url !== null && server.handles(url.pathname)) listener(request, response)
    else next()
  }
}
