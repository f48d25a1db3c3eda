// The same with the package better-sse: a channel that broadcasts.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { createChannel, createSession } from 'better-sse'
import { frameOf } from './frame.ts'
import { servePublisher } from './publisher.ts'

const channel = createChannel()
const server = createServer(async (request, response) => {
  channel.register(await createSession(request, response))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

await servePublisher({
  port: (server.address() as AddressInfo).port,
  path: '/',
  apiKey: 'none',
  async publish(tick) {
    const { id, event, data } = frameOf(tick)
    channel.broadcast(data, event, { eventId: id })
    await turn()
  },
})
server.close()
server.closeAllConnections()
