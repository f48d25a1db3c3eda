import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Broker, createBroker } from '@coxswain/broker'
import { afterEach, expect, test, vi } from 'vitest'
import { CoxswainError, createServer } from '../../index.ts'
import { openEventStream } from '../../testing/event-stream.ts'
import { createApi, createOrg, manualTimers } from '../../testing/index.ts'

const bootstrapToken = 'boot'
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const file = () => {
  const folder = mkdtempSync(join(tmpdir(), 'coxswain-delivery-'))
  folders.push(folder)
  return `sqlite:${join(folder, 'test.db')}`
}

/** A broker that can be made to fail. */
function fickle(broker: Broker) {
  const state = { broken: false }
  const publish = async (...given: unknown[]) => {
    if (state.broken) throw new Error('the broker is away')
    return Reflect.apply(broker.publish, broker, given)
  }
  const proxy = new Proxy(broker, {
    get: (target, name) => {
      if (name === 'publish') return publish
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { state, broker: proxy }
}

test('what the broker missed it is given as soon as it is back, and nothing twice', async () => {
  const { state, broker } = fickle(createBroker())
  const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, broker })
  const api = await createOrg(server, bootstrapToken)
  const metrics = async () => (await api.send('GET', '/metrics')).text
  const events = await openEventStream(server, { token: api.token })
  await events.take(2)
  state.broken = true
  for (const agent_id of ['a', 'b', 'c']) {
    ;(await api.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
  }
  await server.runWorkers()
  expect(await metrics()).toMatch(/coxswain_relay_problems_total\{kind="failed"\} [1-9]/)
  state.broken = false
  await server.runWorkers()
  const frames = await events.take(3)
  expect(frames.map(({ data = '' }) => JSON.parse(data).seq)).toEqual([3, 4, 5])
  await server.runWorkers()
  expect(await metrics()).toContain('coxswain_relay_behind_events 0')
  await events.close()
  await server.stop()
  expect((await broker.health()).status, 'what was handed over stays open').toBe('ok')
  await broker.close()
})

test('what the broker missed is passed on at the latest when the server drains', async () => {
  const { state, broker } = fickle(createBroker())
  const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, broker })
  const api = await createOrg(server, bootstrapToken)
  const events = await openEventStream(server, { token: api.token })
  await events.take(2)
  state.broken = true
  ;(await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })).ok()
  const problem = /coxswain_relay_problems_total\{kind="failed"\} 1/
  await vi.waitFor(async () => expect((await api.send('GET', '/metrics')).text).toMatch(problem))
  state.broken = false
  const [frames] = await Promise.all([events.rest(), server.stop()])
  expect(frames.map(({ event }) => event)).toEqual(['agent.created', undefined])
  await broker.close()
})

test('a broker that was closed under the server does not keep it from stopping', async () => {
  const broker = createBroker()
  const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, broker })
  await createOrg(server, bootstrapToken)
  await broker.close()
  await server.stop()
  await expect(createApi(server, null).send('GET', '/health')).resolves.toMatchObject({
    text: expect.stringContaining('the database does not answer'),
  })
})

test('a restart keeps cursors and tokens', async () => {
  const database = file()
  const before = await createServer({ database, bootstrapToken })
  const api = await createOrg(before, bootstrapToken)
  const { token } = (await api.call('streamTokens.create')).ok()
  const events = await openEventStream(before, { token: api.token })
  const [, start] = await events.take(2)
  await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
  await Promise.all([before.stop(), events.rest()])

  const after = await createServer({ database, bootstrapToken })
  const again = createApi(after, api.token)
  await again.call('agents.upsert', { path: { agent_id: 'b' }, body: {} })
  const resumed = await openEventStream(after, {
    query: { token, last_event_id: start?.id ?? '' },
  })
  const [, ...frames] = await resumed.take(3)
  expect(frames.map(({ data = '' }) => JSON.parse(data).resource.id)).toEqual(['a', 'b'])
  await resumed.close()
  await after.stop()
})

test('what happens while the server drains still reaches its streams', async () => {
  const held = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    hooks: {
      beforeHandler({ operation }) {
        if (operation !== 'agents.upsert') return
        entered.resolve()
        return held.promise
      },
    },
  })
  const api = await createOrg(server, bootstrapToken)
  const events = await openEventStream(server, { token: api.token })
  await events.take(2)
  const writing = api.call('agents.upsert', { path: { agent_id: 'late' }, body: {} })
  await entered.promise
  const stopped = server.stop()
  held.resolve()
  const frames = await events.rest()
  expect(frames.map(({ event, retry }) => event ?? (retry === undefined ? null : 'retry'))).toEqual(
    ['agent.created', 'retry'],
  )
  expect((await writing).status).toBe(200)
  await stopped
})

test('a database that is down is told before a stream begins, and leaves open ones alone', async () => {
  const timers = manualTimers()
  let down = false
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    timers,
    hooks: {
      beforeStatement() {
        if (down) throw new CoxswainError('store_unavailable')
      },
    },
  })
  const api = await createOrg(server, bootstrapToken)
  const events = await openEventStream(server, { token: api.token })
  await events.take(2)
  await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
  expect((await events.next())?.event).toBe('agent.created')
  const next = events.next()
  down = true
  expect((await openEventStream(server, { token: api.token })).status).toBe(503)
  timers.advance(5000)
  timers.advance(10_000)
  expect(await next).toEqual({ comment: '' })
  down = false
  await events.close()
  await server.stop()
  expect(timers.pending).toBe(0)
})
