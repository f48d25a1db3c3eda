import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { defineModule, type Module } from './module.ts'
import { createServer } from './server.ts'
import type { ServerOptions } from './server-options.ts'
import type { LogReader } from './store/log-reader.ts'
import { createOrg, manualClock } from './testing/index.ts'

const bootstrapToken = 'boot'
const day = 24 * 60 * 60 * 1000

function reading(reader: Partial<LogReader> = {}): { module: Module; seen: string[] } {
  const seen: string[] = []
  const own: LogReader = {
    name: 'test',
    consumes: ['agent.*'],
    emits: [],
    async read(events) {
      seen.push(...events.map(({ resource }) => resource.id))
    },
    ...reader,
  }
  return { seen, module: defineModule({ name: 'test', operations: [], readers: [own] }) }
}

async function open(module: Module, options: Partial<ServerOptions> = {}) {
  const lines: Record<string, unknown>[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    modules: [module],
    logger: pino(sink),
    ...options,
  })
  const api = await createOrg(server, bootstrapToken)
  const add = async (agent_id: string) => {
    ;(await api.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
  }
  return { server, api, add, lines }
}

test("a module's reader runs soon after a commit, once the server is started", async () => {
  const { module, seen } = reading()
  const { server, add } = await open(module)
  await add('a')
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(seen).toEqual([])
  server.start()
  await add('b')
  await expect.poll(() => seen).toEqual(['a', 'b'])
  await server.stop()
})

test('a reader that fails is logged, stays where it is and holds up no other', async () => {
  const { module, seen } = reading({
    read: async () => {
      throw new Error('not today')
    },
  })
  const other = { ...reading().module, name: 'other' }
  const { server, api, add, lines } = await open(module)
  await add('a')
  await server.runWorkers()
  expect(seen).toEqual([])
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'reader failed', reader: 'test', org_id: api.orgId }),
  )
  await server.stop()
  const twins = createServer({ database: 'sqlite::memory:', modules: [module, other] })
  await expect(twins).rejects.toThrow(/a name of its own/)
})

test('retention waits for a reader for a while, and then gives it up aloud', async () => {
  const clock = manualClock()
  let broken = true
  const seen: string[] = []
  const { module } = reading({
    async read(events) {
      if (broken) throw new Error('not today')
      seen.push(...events.map(({ resource }) => resource.id))
    },
  })
  const retention = { eventDays: 1, readerDays: 2 }
  const { server, api, add, lines } = await open(module, { clock, retention })
  await add('old')
  clock.advance(2 * day)
  await add('new')
  await server.runWorkers()
  const kept = async () =>
    (await api.call('events.list', { query: { types: ['agent.*'] } })).ok().data.length
  expect(await kept()).toBe(2)
  clock.advance(day + 1)
  await server.runWorkers()
  expect(await kept()).toBe(1)
  const lost = { msg: 'a reader of the log is lost', reader: 'test', org_id: api.orgId }
  expect(lines).toContainEqual(expect.objectContaining(lost))
  broken = false
  await server.runWorkers()
  expect(seen).toEqual(['new'])
  const told = { msg: 'a reader lost its place in the log', kind: 'lost' }
  expect(lines).toContainEqual(expect.objectContaining(told))
  const metrics = (await api.send('GET', '/metrics')).text
  expect(metrics).toContain('coxswain_reader_alarms_total{reader="test",kind="lost"} 1')
  await server.stop()
})
