import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { Coxswain } from '../src/client.ts'
import {
  AbortedError,
  APIConnectionError,
  APIError,
  APITimeoutError,
  ResponseFormatError,
} from '../src/errors.ts'
import type { CoxswainOptions } from '../src/options.ts'
import { rejection } from './stub-fetch.ts'
import { eventId, frame } from './stub-stream.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A real server and a client with real time, except that it does not wait between attempts. */
async function serve(handler: Handler, options: CoxswainOptions = {}) {
  const sockets = new Set<Socket>()
  const urls: string[] = []
  const server = createServer((request, response) => {
    urls.push(request.url ?? '')
    handler(request, response, urls.length - 1)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const runtime = { sleep: async () => undefined }
  const client = new Coxswain({ baseUrl, apiKey: 'cox_k', logLevel: 'off', runtime, ...options })
  return { client, urls, sockets, baseUrl }
}

const agent = '{"id":"a-1"}'
const type = { 'content-type': 'application/json' }
const answer = (response: ServerResponse, body: string | Buffer = agent, headers: object = {}) =>
  response.writeHead(200, { ...type, ...headers }).end(body)

test.each([
  ['gzip', gzipSync(agent)],
  ['deflate', deflateSync(agent)],
])('%s is accepted', async (encoding, body) => {
  const { client } = await serve((_, response) =>
    answer(response, body, { 'content-encoding': encoding }),
  )
  expect(await client.agents.get('a-1')).toEqual({ id: 'a-1' })
})

const gzip = { 'content-encoding': 'gzip' }
test.each<[string, (response: ServerResponse) => void]>([
  ['a body that is not gzip', (response) => answer(response, 'not gzip at all', gzip)],
  ['gzip that was cut off', (response) => answer(response, gzipSync(agent).subarray(0, 20), gzip)],
  ['a body that was cut off', (response) => cutOff(response, { 'content-length': '100' })],
  ['chunks that were cut off', (response) => cutOff(response, {})],
  ['bad chunking', (response) => badChunks(response)],
  ['a connection that was reset', (response) => response.socket?.resetAndDestroy()],
])('%s is a connection error, and is retried', async (_, fail) => {
  const { client, urls } = await serve((_, response, attempt) =>
    attempt === 0 ? fail(response) : answer(response),
  )
  expect(await client.agents.get('a-1')).toEqual({ id: 'a-1' })
  expect(urls).toHaveLength(2)
  const failing = await serve((_, response) => fail(response), { maxRetries: 0 })
  const error = await rejection(failing.client.agents.get('a-1'))
  expect(error).toBeInstanceOf(APIConnectionError)
  expect(error).not.toBeInstanceOf(APITimeoutError)
})

function cutOff(response: ServerResponse, headers: object): void {
  response.writeHead(200, { ...type, ...headers }).write('{"id":', () => response.destroy())
}

function badChunks(response: ServerResponse): void {
  response.socket?.end(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n',
  )
}

test('a refused connection is a connection error', async () => {
  const { client, baseUrl } = await serve((_, response) => answer(response))
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
  expect(baseUrl).toContain('127.0.0.1')
  expect(await rejection(client.agents.get('a-1'))).toBeInstanceOf(APIConnectionError)
})

test('a redirect is an error, and the key never reaches its target', async () => {
  const target = await serve((_, response) => answer(response))
  const { client, urls } = await serve((_, response) =>
    response.writeHead(307, { location: `${target.baseUrl}/api/v1/agents/a-1` }).end(),
  )
  const error = await rejection(client.agents.get('a-1'))
  expect(error).toBeInstanceOf(APIError)
  expect(error).toMatchObject({ status: 307 })
  expect([urls.length, target.urls.length]).toEqual([1, 0])
})

test('a body that drips for ever is over when the attempt’s time is', async () => {
  const { client } = await serve(
    (_, response) => {
      response.writeHead(200, type)
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(drip))
    },
    { timeout: 200, maxRetries: 0 },
  )
  const startedAt = performance.now()
  expect(await rejection(client.agents.get('a-1'))).toBeInstanceOf(APITimeoutError)
  expect(performance.now() - startedAt).toBeGreaterThan(195)
})

test('an abort closes the socket', async () => {
  let closed = false
  const controller = new AbortController()
  const { client } = await serve((request) => {
    request.socket.on('close', () => {
      closed = true
    })
    controller.abort()
  })
  const error = await rejection(client.agents.get('a-1', { signal: controller.signal }))
  expect(error).toBeInstanceOf(AbortedError)
  await vi.waitFor(() => expect(closed).toBe(true), { timeout: 1000 })
})

const eventStream = { 'content-type': 'text/event-stream' }

test('a stream is read over a real socket, connection after connection, and leaving closes it', async () => {
  const closed: number[] = []
  const cursors: unknown[] = []
  const { client } = await serve((request, response, attempt) => {
    cursors.push(request.headers['last-event-id'])
    request.socket.on('close', () => closed.push(attempt))
    response.writeHead(200, eventStream).write(':\n\n')
    const bytes = Buffer.from(frame(attempt + 1).replace('a-1', 'ä-😀'))
    // Byte by byte, so that every character and every line end is torn.
    for (const byte of bytes) response.write(Buffer.from([byte]))
    if (attempt < 2) response.end()
  })
  const seqs: number[] = []
  for await (const item of client.events.stream()) {
    if (!('seq' in item)) continue
    expect(JSON.stringify(item)).toContain('ä-😀')
    if (seqs.push(item.seq) === 3) break
  }
  expect(seqs).toEqual([1, 2, 3])
  expect(cursors).toEqual([undefined, eventId(1), eventId(2)])
  await vi.waitFor(() => expect(closed).toContain(2), { timeout: 1000 })
})

test('an aborted stream closes its socket while nothing comes', async () => {
  let closed = false
  const controller = new AbortController()
  const { client } = await serve((request, response) => {
    request.socket.on('close', () => {
      closed = true
    })
    response.writeHead(200, eventStream).write(':\n\n', () => controller.abort())
  })
  const stream = client.events.stream({}, { signal: controller.signal })
  expect(await rejection(stream.next())).toBeInstanceOf(AbortedError)
  await vi.waitFor(() => expect(closed).toBe(true), { timeout: 1000 })
})

test('a stream that the server breaks off is a lost connection', async () => {
  const { client } = await serve((_, response, attempt) => {
    response.writeHead(200, eventStream).write(frame(attempt + 1), () => response.destroy())
  })
  const stream = client.events.stream({}, { maxReconnects: 0 })
  expect((await stream.next()).value).toMatchObject({ seq: 1 })
  expect(await rejection(stream.next())).toBeInstanceOf(APIConnectionError)
})

test('calls one after the other use one connection', async () => {
  const { client, sockets } = await serve((_, response) => answer(response))
  for (let call = 0; call < 5; call++) {
    await client.agents.get('a-1')
    // Node's fetch gives a connection back one turn of the event loop after its answer.
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(sockets.size).toBe(1)
})

test('a hundred calls at once get their own answers', async () => {
  const { client } = await serve((request, response) =>
    answer(response, JSON.stringify({ id: request.url?.split('/').at(-1) })),
  )
  const ids = Array.from({ length: 100 }, (_, index) => `a-${index}`)
  const agents = await Promise.all(ids.map((id) => client.agents.get(id)))
  expect(agents.map((each) => each.id)).toEqual(ids)
})

test('text reaches the server byte by byte', async () => {
  const display_name = 'e\u0301 😀 \u2028 "\\'
  const chunks: Buffer[] = []
  const { client } = await serve((request, response) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(response))
  })
  await client.agents.upsert('a-1', { display_name })
  expect(Buffer.concat(chunks).toString()).toBe(JSON.stringify({ display_name }))
})

test('an answer that is not UTF-8 is refused, not repaired', async () => {
  const { client, urls } = await serve((_, response) =>
    answer(response, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  )
  expect(await rejection(client.agents.get('a-1'))).toBeInstanceOf(ResponseFormatError)
  expect(urls).toHaveLength(1)
})

test('any number of calls run at once', async () => {
  const count = 120
  const waiting: ServerResponse[] = []
  const { client, sockets } = await serve((_, response) => {
    waiting.push(response)
    // Nobody is answered before everybody has asked.
    if (waiting.length === count) for (const one of waiting) answer(one)
  })
  const calls = Array.from({ length: count }, () => client.agents.get('a-1'))
  expect(await Promise.all(calls)).toHaveLength(count)
  expect(sockets.size).toBe(count)
})
