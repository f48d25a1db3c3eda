import { afterEach, expect, test } from 'vitest'
import { createServer, type Operation, type ServerOptions } from '../index.ts'
import { readEventStream } from '../testing/event-stream.ts'
import { createOrg, manualTimers } from '../testing/index.ts'
import type { StreamEnd, StreamSource } from './open-stream.ts'

const bootstrapToken = 'boot'
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A module's stream: counts until it is asked to end, if it listens to that. */
function ticks(heedless: boolean): Operation {
  return {
    id: 'ticks.stream',
    method: 'GET',
    path: '/ticks',
    root: false,
    scope: 'ticks:read',
    security: 'apiKey',
    transaction: 'none',
    success: { status: 200, mediaType: 'text/event-stream' },
    idempotent: false,
    conditional: false,
    secretResponse: false,
    scrub: [],
    streaming: 'sse',
    rateLimited: true,
    paginated: false,
    errors: [],
    request: {},
    response: null,
    handle(_input, { signal, ending, lastEventId }): StreamSource {
      async function* chunks(): AsyncGenerator<Uint8Array, StreamEnd> {
        yield new TextEncoder().encode(`id: ${lastEventId ?? 'none'}\n\n`)
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve())
          if (!heedless) ending?.addEventListener('abort', () => resolve())
        })
        return ending?.aborted ? 'drained' : 'ended'
      }
      return chunks()
    },
  }
}

async function open(options: Partial<ServerOptions> = {}, heedless = false) {
  const timers = manualTimers()
  const modules = [{ name: 'ticks', operations: [ticks(heedless)] }]
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    modules,
    timers,
    ...options,
  })
  closers.push(() => server.stop())
  const api = await createOrg(server, bootstrapToken)
  const send = (init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${api.token}`, ...init.headers }
    return server.fetch(new Request('http://coxswain.test/api/v1/ticks', { ...init, headers }))
  }
  const metrics = async () => (await api.send('GET', '/metrics')).text
  return { server, api, send, timers, metrics }
}

test('a stream has the headers of every answer, and tells its handler where its reader stopped', async () => {
  const { send } = await open({ cors: { origins: ['https://app.test'] } })
  const headers = { 'last-event-id': 'evt_x', origin: 'https://app.test', 'x-request-id': 'r1' }
  const response = await send({ headers })
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': 'r1',
    'access-control-allow-origin': 'https://app.test',
    ratelimit: expect.any(String),
  })
  const stream = readEventStream(response)
  expect(await stream.next()).toEqual({ id: 'evt_x' })
  await stream.close()
})

test('HEAD answers without opening a stream', async () => {
  const { send, metrics } = await open()
  const response = await send({ method: 'HEAD' })
  expect([response.status, response.body]).toEqual([200, null])
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(await metrics()).toContain('coxswain_streams_open{operation="ticks.stream"} 0')
})

test('a stream is counted while it is open, and its request when it is over', async () => {
  const { send, metrics } = await open()
  const stream = readEventStream(await send())
  await stream.next()
  expect(await metrics()).toContain('coxswain_streams_open{operation="ticks.stream"} 1')
  expect(await metrics()).not.toContain('request_duration_seconds_count{operation="ticks.stream"')
  await stream.close()
  await turn()
  const after = await metrics()
  expect(after).toContain('coxswain_streams_open{operation="ticks.stream"} 0')
  expect(after).toContain('request_duration_seconds_count{operation="ticks.stream",status="200"} 1')
  expect(after).toContain('stream_ends_total{operation="ticks.stream",reason="gone"} 1')
})

test('a caller who goes before the answer leaves no stream open', async () => {
  const { send, metrics, timers } = await open()
  const gone = new AbortController()
  const answered = send({ signal: gone.signal })
  gone.abort()
  await answered
  expect(await metrics()).toContain('coxswain_streams_open{operation="ticks.stream"} 0')
  expect(timers.pending).toBe(0)
})

test('streams can be ended without stopping the server', async () => {
  const { server, send } = await open()
  const streams = [readEventStream(await send()), readEventStream(await send())]
  for (const stream of streams) await stream.next()
  const left = streams.map((stream) => stream.next())
  await server.endStreams()
  expect(await Promise.all(left)).toEqual([null, null])
  const again = readEventStream(await send())
  expect(await again.next()).toEqual({ id: 'none' })
  await again.close()
})

test('a stream that does not heed the end is cut when it had time for it', async () => {
  const { server, send, timers } = await open({}, true)
  const stream = readEventStream(await send())
  await stream.next()
  const left = stream.next()
  const drained = server.drain()
  await turn()
  timers.advance(5000)
  await drained
  expect(await left).toBeNull()
  expect(timers.pending).toBe(0)
})

test('only what needs no transaction and names its caller can stream', async () => {
  for (const wrong of [{ transaction: 'read' }, { security: 'none' }] as Partial<Operation>[]) {
    const modules = [{ name: 'ticks', operations: [{ ...ticks(false), ...wrong }] }]
    await expect(createServer({ database: 'sqlite::memory:', modules })).rejects.toThrow(
      /a stream runs without a transaction/,
    )
  }
})
