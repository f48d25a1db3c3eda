import type { FastifyPluginCallback } from 'fastify'
import { nodeListener } from './node.ts'
import type { Server } from './server.ts'

/**
 * A plugin for `app.register`, with or without a `prefix`. It takes every path below it, so
 * register it under a prefix where the app has a wildcard of its own.
 */
export function fastifyPlugin(server: Server): FastifyPluginCallback {
  const listener = nodeListener(server)
  return (app, _options, done) => {
    // The server reads bodies itself: as bytes, bounded, and strictly.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    app.all('/*', (request, reply) => {
      reply.hijack()
      request.raw.url = withoutPrefix(request.raw.url ?? '/', app.prefix)
      listener(request.raw, reply.raw)
    })
    done()
  }
}

function withoutPrefix(url: string, prefix: string): string {
  const rest = url.startsWith(prefix) ? url.slice(prefix.length) : url
  return rest.startsWith('/') ? rest : `/${rest}`
}
