import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { expressHandler } from './express.ts'
import { fastifyPlugin } from './fastify.ts'
import { honoMiddleware } from './hono.ts'
import {
  createServer,
  defineModule,
  defineOperation,
  type Operation,
  type StreamSource,
} from './index.ts'
import { listen, nodeListener } from './node.ts'
import { readEventStream } from './testing/event-stream.ts'
import { createApi, createOrg } from './testing/index.ts'

const bootstrapToken = 'boot'
const flood = { chunks: 0, open: 0 }
const flooding: Operation = {
  ...defineOperation({
    id: 'flood.stream',
    method: 'GET',
    path: '/flood',
    scope: 'flood:read',
    transaction: 'none',
    handle: async () => undefined,
  }),
  streaming: 'sse',
  success: { status: 200, mediaType: 'text/event-stream' },
  async *handle(_input, { signal }): StreamSource {
    flood.open += 1
    try {
      for (; !signal.aborted; flood.chunks += 1) yield Buffer.alloc(64 * 1024, ':')
      return 'ended'
    } finally {
      flood.open -= 1
    }
  },
}
const modules = [defineModule({ name: 'flood', operations: [flooding] })]
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, modules })
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

describe.each(hosts)('%s', (_name, host) => {
  test('carries a stream as it comes, and lets go of it when its reader leaves', async () => {
    const { url } = await host()
    const leave = new AbortController()
    const { signal } = leave
    const headers = { authorization: `Bearer ${token}` }
    const stream = readEventStream(await fetch(`${url}/api/v1/stream`, { headers, signal }))
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const [retry, cursor] = await stream.take(2)
    expect([retry?.retry, cursor?.id]).toEqual([expect.any(String), expect.stringMatching(/^evt_/)])
    expect(await openStreams()).toBe(1)
    const api = createApi(server, token)
    const agent_id = randomUUID()
    await api.call('agents.upsert', { path: { agent_id }, body: {} })
    expect((await stream.next())?.data).toContain(agent_id)
    leave.abort()
    await vi.waitFor(async () => expect(await openStreams()).toBe(0), { timeout: 5000 })
  })

  test('asks a stream for no more than its reader takes', async () => {
    const { url } = await host()
    const { port, pathname } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    const base = pathname === '/' ? '' : pathname
    socket.write(
      `GET ${base}/api/v1/flood HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    )
    flood.chunks = 0
    let before = -1
    const stalls = () => {
      const stalled = flood.chunks > 0 && flood.chunks === before
      before = flood.chunks
      expect(stalled).toBe(true)
    }
    // Nobody reads the socket: what was sent by now is all that fits on the way.
    await vi.waitFor(stalls, { timeout: 10_000, interval: 50 })
    socket.resume()
    await vi.waitFor(() => expect(flood.chunks).toBeGreaterThan(before), { timeout: 5000 })
    socket.destroy()
    await vi.waitFor(() => expect(flood.open).toBe(0), { timeout: 5000 })
  })
})

/** How many streams the server has open. */
async function openStreams(): Promise<number> {
  const text = (await createApi(server, null).send('GET', '/metrics')).text
  return Number(/coxswain_streams_open\{operation="events.stream"\} (\d+)/.exec(text)?.[1])
}

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
