import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type Server,
} from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import type { Deed } from './rule.ts'

let upstream: Server
let proxy: FaultProxy

beforeEach(async () => {
  upstream = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.stringify({
      method: request.method,
      url: request.url,
      type: request.headers['content-type'],
      id: request.headers['x-request-id'],
      size: Buffer.concat(chunks).length,
    })
    response.setHeader('Content-Type', 'application/json')
    response.setHeader('X-Odd-Case', 'kept')
    response.end(body)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  proxy = new FaultProxy({ upstream: `http://127.0.0.1:${port}`, tag: 'req_h1' })
  await proxy.listen()
})

afterEach(async () => {
  await proxy.close()
  upstream.closeAllConnections()
  upstream.close()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

function ask(
  options: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      `${proxy.origin}/things?x=1`,
      {
        method: options.method ?? 'POST',
        headers: { 'Content-Type': 'application/json', ...options.headers },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          if (!incoming.complete) return reject(new Error('incomplete'))
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks),
          })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })
}

function rule(deed: Deed, times?: number | 'always'): void {
  proxy.rules.add([times === undefined ? { do: deed } : { do: deed, times }])
}

test('passes a request on, tags it, and records both sides', async () => {
  const answer = await ask({ body: '{}' })
  expect(JSON.parse(answer.body.toString())).toMatchObject({ url: '/things?x=1', id: 'req_h1_001' })
  const [exchange] = proxy.exchanges
  expect(exchange?.request.target).toBe('/things?x=1')
  expect(exchange?.request.headers.map(([name]) => name)).toContain('Content-Type')
  expect(exchange?.response?.headers).toContainEqual(['X-Odd-Case', 'kept'])
  expect(exchange?.upstream?.response.status).toBe(200)
  expect(exchange?.request.headers.some(([name]) => name === 'X-Request-Id')).toBe(false)
  await proxy.until(() => exchange?.end === 'answered', 500, 'the end')
})

test('answers by itself as often as a rule says, then passes on', async () => {
  rule({ respond: { status: 503, json: { code: 'x' }, headers: { 'Retry-After': '1' } } }, 2)
  const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status)
  expect(statuses).toEqual([503, 503, 200])
  expect(proxy.exchanges.map(({ upstream }) => upstream === null)).toEqual([true, true, false])
  expect(proxy.exchanges[0]?.fault).toBe('respond 503')
})

test('a rule for one attempt leaves the others alone', async () => {
  proxy.rules.add([{ when: { attempt: 1 }, do: { respond: { status: 500 } } }])
  expect((await ask()).status).toBe(200)
  expect((await ask({ headers: { 'x-coxswain-attempt': '1' } })).status).toBe(500)
})

test('rewrites a request', async () => {
  rule({
    rewrite: { target: '/other', headers: { 'content-type': 'text/plain' }, pad_to_bytes: 99 },
  })
  const answer = JSON.parse((await ask({ body: '{}' })).body.toString())
  expect(answer).toMatchObject({ url: '/other', type: 'text/plain', size: 99 })
})

test('changes an answer of the server', async () => {
  rule({ answer: { headers: { 'X-Odd-Case': null, Sunset: 'soon' }, text: '[]' } })
  const answer = await ask()
  expect(answer.body.toString()).toBe('[]')
  expect(answer.headers).toMatchObject({ sunset: 'soon', 'content-length': '2' })
  expect(answer.headers['x-odd-case']).toBeUndefined()
})

test('compresses, well and badly', async () => {
  rule({ answer: { encoding: 'gzip' } })
  const good = await ask()
  expect(JSON.parse(gunzipSync(good.body).toString())).toMatchObject({ method: 'POST' })
  rule({ answer: { encoding: 'bad-gzip' } })
  const bad = await ask()
  expect(bad.headers['content-encoding']).toBe('gzip')
  expect(() => gunzipSync(bad.body)).toThrow()
})

const broken: [string, Deed, string][] = [
  ['resets before an answer', { reset: true }, 'reset'],
  ['closes before an answer', { half_close: true }, 'cut'],
  ['truncates a body', { deliver: { truncate_after_bytes: 3 } }, 'cut'],
  ['resets in the head', { deliver: { cut_head: 'reset' } }, 'reset'],
  ['resets in a body', { deliver: { reset_after_bytes: 3 } }, 'reset'],
  ['spoils the chunking', { deliver: { bad_chunking: true } }, 'cut'],
]

test.each(broken)('%s', async (_, deed, end) => {
  rule(deed)
  await expect(ask()).rejects.toThrow()
  await proxy.until(() => proxy.exchanges[0]?.end === end, 500, end)
})

test('splits an answer into single bytes', async () => {
  rule({ deliver: { split_bytes: 1 } })
  expect(JSON.parse((await ask()).body.toString())).toMatchObject({ method: 'POST' })
})

test('stalls until the client leaves, and notices', async () => {
  rule({ deliver: { stall_after_bytes: 0 } })
  const { port } = new URL(proxy.origin)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\n')
  const head = await new Promise<string>((resolve) =>
    socket.once('data', (data) => resolve(String(data))),
  )
  expect(head).toContain('HTTP/1.1 200')
  expect(proxy.openConnections).toBe(1)
  socket.destroy()
  await proxy.until(() => proxy.exchanges[0]?.end === 'closed_by_client', 500, 'leaving')
})

test('closes after an answer that did not announce it', async () => {
  rule({ deliver: { close_after: true } })
  const answer = await ask()
  expect(answer.status).toBe(200)
  await proxy.until(() => proxy.openConnections === 0, 500, 'the close')
})

test('waiting for what does not happen fails with its name', async () => {
  await expect(proxy.until(() => false, 20, 'the impossible')).rejects.toThrow(
    'the impossible did not happen',
  )
})
