// The server's own streams: every event is committed to the log first, in memory here.
import { createServer, defineModule } from '@coxswain/server'
import { listen } from '@coxswain/server/node'
import { createOrg } from '@coxswain/server/testing'
import { z } from 'zod'
import { servePublisher } from './publisher.ts'

const ticks = defineModule({
  name: 'ticks',
  operations: [],
  events: [
    {
      name: 'tick.published',
      resource: 'tick',
      payload: z.object({ at: z.number(), note: z.string() }),
    },
  ],
})
const server = await createServer({
  database: 'sqlite::memory:',
  bootstrapToken: 'never-leaves-this-process',
  modules: [ticks],
  strict: false,
})
const { orgId, token } = await createOrg(server, 'never-leaves-this-process')
const listener = await listen(server, { port: 0 })

await servePublisher({
  port: listener.port,
  path: '/api/v1/stream',
  apiKey: token ?? '',
  publish: (payload) =>
    server.appendEvents(orgId, [{ event: 'tick.published', resourceId: 'one', payload }]),
})
await listener.close()
await server.stop()
