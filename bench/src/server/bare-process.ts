// The least that can answer the same request: a route, two inserts, the answer. Arguments: the file of
// the database, and `single` for a transaction per request or `group` for one per turn.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { answer } from '../process/answer.ts'
import { actionBody } from './action-request.ts'
import { BareRepository, type BareRequest } from './bare-repository.ts'
import { openOrg } from './open-org.ts'

const [path = '', kind] = process.argv.slice(2)

// Tables, rows to go by, and the answer to give: all as Coxswain makes them.
const { server, client, apiKey } = await openOrg(`sqlite:${path}`)
const pattern = await client.actions.create({ ...actionBody, systems_touched: ['staging'] })
await server.stop()

const repository = new BareRepository(path)
const create = kind === 'group' ? inGroups(repository) : alone(repository)

const app = new Hono()
app.post('/api/v1/actions', async (context) => {
  const request = await context.req.json<BareRequest>()
  const id = await create(request)
  return context.json({ ...pattern, id, goal: request.goal, act: request.act }, 201)
})
const http = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

await answer({
  open: () => ({ port: (http.address() as AddressInfo).port, path: '/api/v1/actions', apiKey }),
  cpu: () => process.cpuUsage(),
})
http.close()
http.closeAllConnections()
repository.close()

type Create = (request: BareRequest) => Promise<string | undefined>

function alone(repository: BareRepository): Create {
  return async (request) => repository.create([request])[0]
}

/** What has come in one turn of the event loop, at most 32 of it, shares a transaction. */
function inGroups(repository: BareRepository): Create {
  const queue: { request: BareRequest; resolve: (id: string | undefined) => void }[] = []
  const flush = () => {
    const group = queue.splice(0, 32)
    const ids = repository.create(group.map(({ request }) => request))
    group.forEach(({ resolve }, index) => {
      resolve(ids[index])
    })
    if (queue.length > 0) setImmediate(flush)
  }
  return (request) =>
    new Promise((resolve) => {
      if (queue.push({ request, resolve }) === 1) setImmediate(flush)
    })
}
