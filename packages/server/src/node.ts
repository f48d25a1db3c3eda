import {
  createServer as createHttpServer,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { StreamSink } from './http/open-stream.ts'
import { answerBehind, type Reply } from './http/reply.ts'
import type { Server } from './server.ts'

export interface ListenOptions {
  /** Default `127.0.0.1`: reachable from this machine only. */
  readonly host?: string | undefined
  /** Default 4747; 0 takes any that is free. */
  readonly port?: number | undefined
}

export interface Listener {
  readonly url: string
  readonly port: number
  /**
   * Stops accepting, ends the server's streams and resolves when the last answer is sent. The server
   * itself goes on.
   */
  close(): Promise<void>
}

/** A listener for `node:http`, for apps that have a server of their own. */
export function nodeListener({ fetch }: Pick<Server, 'fetch'>): RequestListener {
  // HTTP/1.0 knows no Host header, and some probes of load balancers still speak it.
  const options = { overrideGlobalObjects: false, hostname: 'localhost' }
  const answer = answerBehind(fetch)
  if (answer === undefined) return getRequestListener(fetch, options)
  // A `Response` that is only taken apart again costs more than all the rest of HTTP.
  return getRequestListener(async (request, bindings) => {
    send(await answer(request), bindings.outgoing as ServerResponse)
    return RESPONSE_ALREADY_SENT
  }, options)
}

function send({ status, headers, body }: Reply, outgoing: ServerResponse): void {
  if (body === null) {
    outgoing.writeHead(status, headers).end()
  } else if (typeof body === 'string') {
    outgoing.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
  } else {
    outgoing.writeHead(status, headers).flushHeaders()
    void body.flowInto(sinkOf(outgoing))
  }
}

function sinkOf(outgoing: ServerResponse): StreamSink {
  return {
    write: (chunk) => outgoing.write(chunk),
    onceReady: (run) => outgoing.once('drain', run),
    end: () => outgoing.end(),
  }
}

/**
 * How long a connection may be idle, in ms: longer than load balancers keep theirs (60 s is common), or
 * one of them sends a request into a connection that this end is just closing.
 */
const keepAliveMs = 65_000

/** Serves over HTTP and starts the server's workers. */
export async function listen(server: Server, options: ListenOptions = {}): Promise<Listener> {
  const { host = '127.0.0.1', port = 4747 } = options
  const http = createHttpServer({ keepAliveTimeout: keepAliveMs }, nodeListener(server))
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => resolve())
  })
  server.start()
  const address = http.address() as AddressInfo
  let closing = false
  let due = 0
  // A connection that is kept alive, or has not yet sent a whole request, would otherwise hold up
  // `close` until it times out.
  const hangUp = () => {
    if (due === 0) http.closeAllConnections()
    else http.closeIdleConnections()
  }
  http.on('request', (_request, response) => {
    due += 1
    response.once('close', () => {
      due -= 1
      if (closing) setImmediate(hangUp)
    })
  })
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        closing = true
        http.close(() => resolve())
        void server.endStreams()
        hangUp()
      }),
  }
}
