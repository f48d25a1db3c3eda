import { createServer as createHttpServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
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
export function nodeListener(server: Pick<Server, 'fetch'>): RequestListener {
  // HTTP/1.0 knows no Host header, and some probes of load balancers still speak it.
  return getRequestListener(server.fetch, { overrideGlobalObjects: false, hostname: 'localhost' })
}

/** Serves over HTTP and starts the server's workers. */
export async function listen(server: Server, options: ListenOptions = {}): Promise<Listener> {
  const { host = '127.0.0.1', port = 4747 } = options
  const http = createHttpServer(nodeListener(server))
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
