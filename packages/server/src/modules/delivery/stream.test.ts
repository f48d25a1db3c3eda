import { createBroker } from '@coxswain/broker'
import { afterEach, expect, test, vi } from 'vitest'
import { createServer, type ServerOptions } from '../../index.ts'
import { type Frame, openEventStream, readEventStream } from '../../testing/event-stream.ts'
import { createApi, createOrg, manualClock, manualTimers } from '../../testing/index.ts'

const bootstrapToken = 'boot'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A server with its first org, whose time stands still. */
async function open(options: Partial<ServerOptions> = {}) {
  const clock = manualClock()
  const timers = manualTimers()
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    clock,
    timers,
    stream: { random: () => 0.5, ...options.stream },
    ...options,
  })
  closers.push(() => server.stop())
  const api = await createOrg(server, bootstrapToken)
  const upsert = async (agent_id: string) =>
    (await api.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
  const stream = (given: Parameters<typeof openEventStream>[1] = {}) =>
    openEventStream(server, { token: api.token, ...given })
  const head = async () => {
    const events = (await api.call('events.list', { query: { limit: 200 } })).ok().data
    return events.at(-1)?.id ?? ''
  }
  return { server, api, clock, timers, upsert, stream, head }
}

const eventOf = ({ data = '' }: Frame) => JSON.parse(data)
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a fresh stream begins with its cursor, then tells what happens from then on', async () => {
  const { api, upsert, stream, head } = await open()
  const events = await stream()
  expect(events.status).toBe(200)
  expect(events.headers.get('content-type')).toBe('text/event-stream')
  expect(events.headers.get('cache-control')).toBe('no-store, no-transform')
  expect(events.headers.get('x-request-id')).toMatch(/^req_/)
  expect(await events.take(2)).toEqual([{ retry: '1000' }, { id: await head() }])
  await upsert('a')
  const frame = (await events.next()) as Frame
  expect(frame).toMatchObject({ id: await head(), event: 'agent.created' })
  const [listed] = (await api.call('events.list', { query: { types: ['agent.*'] } })).ok().data
  expect(eventOf(frame)).toEqual(listed)
  await events.close()
})

test('a stream that resumes replays what came since, by header before parameter', async () => {
  const { upsert, stream, head } = await open()
  await upsert('a')
  const cursor = await head()
  for (const id of ['b', 'c']) await upsert(id)
  const newest = await head()
  for (const given of [
    { headers: { 'last-event-id': cursor } },
    { query: { last_event_id: cursor } },
    { headers: { 'last-event-id': cursor }, query: { last_event_id: newest } },
  ]) {
    const events = await stream(given)
    const [retry, ...frames] = await events.take(3)
    expect(retry).toEqual({ retry: '1000' })
    expect(frames.map((frame) => eventOf(frame).resource.id)).toEqual(['b', 'c'])
    await events.close()
  }
})

test('a cursor that is of no use is told so, and the stream goes on after the newest', async () => {
  const { upsert, stream, head, server } = await open()
  const other = await createOrg(server, bootstrapToken)
  await upsert('a')
  const newest = await head()
  const foreign = (await other.call('events.list')).ok().data[0]?.id ?? ''
  const cursors: [string, string, boolean][] = [
    ['nonsense', 'cursor_unknown', false],
    [foreign, 'cursor_unknown', true],
    [newest.replace(/^evt_0(.)/, 'evt_1$1'), 'cursor_unknown', true],
  ]
  for (const [cursor, reason, echoed] of cursors) {
    const events = await stream({ headers: { 'last-event-id': cursor } })
    const [, reset] = await events.take(2)
    expect(reset).toMatchObject({ id: newest, event: 'reset' })
    expect(JSON.parse(reset?.data ?? '')).toEqual({
      reason,
      cursor: echoed ? cursor : null,
      detail: expect.stringContaining('read again what you keep a copy of'),
    })
    await events.close()
  }
})

test('a filter lets through what it names, and heartbeats move the cursor past the rest', async () => {
  const { api, upsert, stream, head, timers } = await open()
  const events = await stream({ query: { types: 'session.*' } })
  await events.take(2)
  await upsert('a')
  const cursor = await head()
  await turn()
  timers.advance(15_000)
  expect(await events.next()).toEqual({ id: cursor })
  await turn()
  timers.advance(15_000)
  expect(await events.next()).toEqual({ comment: '' })
  await api.call('sessions.start', { body: { agent_id: 'a' } })
  expect((await events.next())?.event).toBe('session.started')
  await events.close()
})

test('a day of silence is a heartbeat every 15 s, and leaves nothing behind', async () => {
  const { stream, timers } = await open()
  const events = await stream()
  await events.take(2)
  const beats = (24 * 60 * 60) / 15
  for (let beat = 0; beat < beats; beat += 1) {
    const next = events.next()
    timers.advance(15_000)
    expect(await next).toEqual({ comment: '' })
  }
  await events.close()
  await turn()
  expect(timers.pending).toBe(0)
})

test('a revoked key, and one that expires, loses its streams within 5 s', async () => {
  const { api, server, clock, timers, head } = await open()
  const mint = async (extra = {}) => {
    const body = { name: 'k', scopes: ['events:read'] as const, ...extra }
    return (await api.call('apiKeys.create', { body: { ...body, scopes: [...body.scopes] } })).ok()
  }
  const expires_at = new Date(clock.now(null) + 60_000).toISOString()
  const [revoked, expiring, kept] = [await mint(), await mint({ expires_at }), await mint()]
  const begin = async ({ secret }: { secret: string }) => {
    const events = await openEventStream(server, { token: secret })
    await events.take(2)
    return events
  }
  const streams = [await begin(revoked), await begin(expiring), await begin(kept)] as const
  await api.call('apiKeys.revoke', { path: { api_key_id: revoked.id } })
  const cursor = await head()
  const told = await Promise.all(streams.map((stream) => stream.next()))
  expect(told.map((frame) => frame?.id)).toEqual([cursor, cursor, cursor])
  timers.advance(5000)
  expect(await streams[0].next()).toBeNull()
  clock.advance(60_000)
  timers.advance(5000)
  expect(await streams[1].next()).toBeNull()
  const next = streams[2].next()
  timers.advance(15_000)
  expect(await next).toEqual({ comment: '' })
  await streams[2].close()
})

test('draining hands over what was committed, tells when to come back, and closes', async () => {
  const { server, upsert, stream, head } = await open()
  const [busy, filtered] = [await stream(), await stream({ query: { types: 'org.*' } })]
  await busy.take(2)
  await filtered.take(2)
  await upsert('a')
  const cursor = await head()
  await Promise.all([
    server.drain(),
    (async () => {
      const frames = await busy.rest()
      expect(frames.map(({ event, retry }) => event ?? retry)).toEqual(['agent.created', '1000'])
      expect(await filtered.rest()).toEqual([{ id: cursor }, { retry: '1000' }])
    })(),
  ])
  expect((await stream()).status).toBe(503)
})

test('a reader that takes nothing is cut off, and one that waits is not', async () => {
  const { stream, timers, api } = await open()
  const stuck = await stream()
  await stuck.next()
  const waiting = await stream()
  await waiting.take(2)
  const next = waiting.next()
  await turn()
  for (let look = 0; look < 8; look += 1) timers.advance(4000)
  await turn()
  const metrics = (await api.send('GET', '/metrics')).text
  const ends = 'coxswain_stream_ends_total{operation="events.stream",reason="slow"}'
  expect(metrics).toContain(`${ends} 1`)
  expect(metrics).toContain('coxswain_streams_open{operation="events.stream"} 1')
  expect(await next).toEqual({ comment: '' })
  expect(await stuck.rest()).toEqual([])
  await waiting.close()
})

test('readers who come and go at any moment leave nothing behind', async () => {
  const broker = createBroker()
  const { server, api, stream, upsert, timers } = await open({ broker })
  for (let reader = 0; reader < 400; reader += 1) {
    const gone = new AbortController()
    const request = new Request('http://coxswain.test/api/v1/stream', {
      headers: { authorization: `Bearer ${api.token}` },
      signal: gone.signal,
    })
    const events = reader % 2 === 0 ? await stream() : readEventStream(await server.fetch(request))
    await events.take(reader % 3)
    const waiting = reader % 5 === 0 ? events.next() : null
    if (reader % 50 === 0) await upsert(`a${reader}`)
    if (reader % 2 === 0) await events.close()
    else gone.abort()
    await waiting
  }
  await vi.waitFor(async () => expect((await broker.health()).subscribers).toBe(0))
  expect(timers.pending).toBe(0)
  const metrics = (await api.send('GET', '/metrics')).text
  expect(metrics).toContain('coxswain_streams_open{operation="events.stream"} 0')
})

test('a caller is checked before the stream begins', async () => {
  const { server, api } = await open()
  const body = { name: 'k', scopes: ['agents:admin'] }
  const other = (await api.call('apiKeys.create', { body })).ok().secret
  const code = async (given: Parameters<typeof openEventStream>[1]) => {
    const events = await openEventStream(server, given)
    return events.status
  }
  expect(await code({})).toBe(401)
  expect(await code({ token: 'x' })).toBe(401)
  expect(await code({ token: other })).toBe(403)
  expect(await code({ token: api.token, query: { types: 'no' } })).toBe(422)
  const answer = await createApi(server, api.token).send('GET', '/api/v1/agents?token=x')
  expect(answer.problem().code).toBe('unknown_field')
})
