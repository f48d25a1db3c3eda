// The least that can fan out: every event is written to every response, one after the other.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { frameOf } from './frame.ts'
import { servePublisher } from './publisher.ts'

const readers = new Set<ServerResponse>()
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.flushHeaders()
  readers.add(response)
  response.on('close', () => readers.delete(response))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

await servePublisher({
  port: (server.address() as AddressInfo).port,
  path: '/',
  apiKey: 'none',
  async publish(tick) {
    const { id, event, data } = frameOf(tick)
    const frame = Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    for (const reader of readers) reader.write(frame)
    await turn()
  },
})
server.close()
server.closeAllConnections()
