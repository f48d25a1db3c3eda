import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { afterAll, describe, expect, test } from 'vitest'
import { expressHandler } from './express.ts'
import { fastifyPlugin } from './fastify.ts'
import { honoMiddleware } from './hono.ts'
import { createServer } from './index.ts'
import { listen, nodeListener } from './node.ts'
import { createApi, createOrg } from './testing/index.ts'

const bootstrapToken = 'boot'
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken })
const { token } = await createOrg(server, bootstrapToken)
const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers) await close()
  await server.stop()
})

interface Hosted {
  readonly url: string
  /** Where the app itself answers `hello`. */
  readonly own: string | null
}

const hosts: [string, () => Promise<Hosted>][] = [
  [
    'listen',
    async () => {
      const listener = await listen(server, { port: 0 })
      closers.push(() => listener.close())
      return { url: listener.url, own: null }
    },
  ],
  [
    'a node:http server',
    async () => ({ url: await start(createHttpServer(nodeListener(server))), own: null }),
  ],
  [
    'express',
    async () => {
      const app = express()
      app.use(expressHandler(server))
      app.get('/hello', (_request, response) => void response.send('hello'))
      const url = await start(createHttpServer(app))
      return { url, own: `${url}/hello` }
    },
  ],
  [
    'express under a prefix',
    async () => {
      const app = express()
      app.use('/cox', expressHandler(server))
      app.get('/hello', (_request, response) => void response.send('hello'))
      const url = await start(createHttpServer(app))
      return { url: `${url}/cox`, own: `${url}/hello` }
    },
  ],
  [
    'fastify',
    async () => {
      const app = fastify()
      app.get('/hello', async () => 'hello')
      await app.register(fastifyPlugin(server))
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      closers.push(() => app.close())
      return { url, own: `${url}/hello` }
    },
  ],
  [
    'fastify under a prefix',
    async () => {
      const app = fastify()
      app.post('/hello', async (request) => (request.body as { say: string }).say)
      await app.register(fastifyPlugin(server), { prefix: '/cox' })
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      closers.push(() => app.close())
      return { url: `${url}/cox`, own: null }
    },
  ],
  [
    'hono',
    async () => {
      const app = new Hono()
      app.use('*', honoMiddleware(server))
      app.get('/hello', (context) => context.text('hello'))
      const url = await serveHono(app)
      return { url, own: `${url}/hello` }
    },
  ],
  [
    'hono by mount',
    async () => {
      const app = new Hono()
      app.mount('/cox', server.fetch)
      app.get('/hello', (context) => context.text('hello'))
      const url = await serveHono(app)
      return { url: `${url}/cox`, own: `${url}/hello` }
    },
  ],
]

describe.each(hosts)('%s', (name, host) => {
  test('carries requests both ways', async () => {
    const { url, own } = await host()
    const api = createApi({ fetch: (request) => viaNetwork(url, request) }, token)
    const agent_id = name.replaceAll(/[^a-z]/g, '-')
    const body = { display_name: 'Zoë 🚣', labels: { where: name } }
    expect((await api.call('agents.upsert', { path: { agent_id }, body })).ok()).toMatchObject(body)
    const got = await api.call('agents.get', { path: { agent_id } })
    expect(got.ok()).toMatchObject(body)
    expect(got.headers.get('etag')).toBe('"1"')
    const head = await api.send('HEAD', `/api/v1/agents/${agent_id}`)
    expect([head.status, head.text]).toEqual([200, ''])
    expect((await api.send('GET', '/api/v1/nothing')).problem().code).toBe('route_not_found')
    expect((await api.send('POST', `/api/v1/agents/${agent_id}`)).status).toBe(405)
    expect(
      (
        await createApi({ fetch: (request) => viaNetwork(url, request) }, null).send(
          'GET',
          '/health',
        )
      ).status,
    ).toBe(200)
    const large = { body: 'x'.repeat(2_000_000), headers: { 'content-type': 'application/json' } }
    expect((await api.send('PUT', '/api/v1/agents/a', large)).problem().code).toBe(
      'payload_too_large',
    )
    if (own !== null) expect(await (await fetch(own)).text()).toBe('hello')
  })
})

/** Sends a request of the in-process API over the wire. */
async function viaNetwork(url: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const { method, headers } = request
  const body = request.body === null ? {} : { body: await request.text() }
  return fetch(`${url}${pathname}${search}`, { method, headers, ...body })
}

async function start(http: ReturnType<typeof createHttpServer>): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()))
  closers.push(() => http.close())
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

function serveHono(app: Hono): Promise<string> {
  return new Promise((resolve) => {
    const options = {
      fetch: app.fetch,
      port: 0,
      hostname: '127.0.0.1',
      overrideGlobalObjects: false,
    }
    const http = serve(options, ({ port }) => resolve(`http://127.0.0.1:${port}`))
    closers.push(() => http.close())
  })
}
