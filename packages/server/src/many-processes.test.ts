import type { Event, PolicyCreate } from '@coxswain/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createServer, type Server, type ServerOptions } from './index.ts'
import { openEventStream } from './testing/event-stream.ts'
import { type Api, createApi, createOrg } from './testing/index.ts'
import {
  createPostgresDatabase,
  runOnPostgres,
  type TestDatabase,
  testPostgresUrl,
} from './testing/postgres-database.ts'

const postgres = testPostgresUrl()
const bootstrapToken = 'boot'

let database: TestDatabase
const servers: Server[] = []
const open = async (options: Partial<ServerOptions> = {}) => {
  const server = await createServer({
    database: database.url,
    bootstrapToken,
    pool: { size: 8 },
    ...options,
  })
  // What another process has committed is found by a worker.
  server.start()
  servers.push(server)
  return server
}
const range = (count: number) => Array.from({ length: count }, (_value, index) => index)

/** The whole log of an org. */
async function readLog(api: Api) {
  const log: Event[] = []
  let more = true
  while (more) {
    const query = { limit: 200, ...(log.length === 0 ? {} : { cursor: log.at(-1)?.id ?? '' }) }
    const page = (await api.call('events.list', { query })).ok()
    log.push(...page.data)
    more = page.has_more
  }
  return log
}

describe.runIf(postgres !== undefined)('several servers on one PostgreSQL database', () => {
  beforeEach(async () => {
    database = await createPostgresDatabase(postgres ?? '')
  })
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()))
    await database.drop()
  })

  test('may start at once on an empty one', async () => {
    await Promise.all(range(10).map(() => open({ pool: { size: 2 } })))
    const api = await createOrg(servers[0] as Server, bootstrapToken)
    for (const server of servers) {
      const same = createApi(server, api.token)
      expect((await same.call('orgs.get', { path: { org_id: 'current' } })).status).toBe(200)
    }
  })

  test('write one dense log, in the order of commit', async () => {
    const pair = [await open(), await open()]
    const { token, ...org } = await createOrg(pair[0] as Server, bootstrapToken)
    const apis = pair.map((server) => createApi(server, token))
    const answers = await Promise.all(
      range(100).map((index) =>
        apis[index % 2]?.call('agents.upsert', { path: { agent_id: `a-${index}` }, body: {} }),
      ),
    )
    for (const answer of answers) answer?.ok()
    const log = await readLog(apis[1] as Api)
    expect(log.map(({ seq }) => seq)).toEqual(range(102).map((index) => index + 1))
    expect(new Set(log.map(({ org_id }) => org_id))).toEqual(new Set([org.orgId]))
  })

  test('do what twins with one Idempotency-Key ask for once', async () => {
    const pair = [await open(), await open()]
    const { token } = await createOrg(pair[0] as Server, bootstrapToken)
    const apis = pair.map((server) => createApi(server, token))
    await apis[0]?.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
    const twins = await Promise.all(
      range(40).map((index) =>
        (apis[index % 2] as Api).call('sessions.start', {
          body: { agent_id: 'a' },
          headers: { 'idempotency-key': 'storm' },
        }),
      ),
    )
    expect(new Set(twins.map((twin) => twin.ok().id)).size).toBe(1)
    const log = await readLog(apis[0] as Api)
    expect(log.filter(({ event }) => event === 'session.started')).toHaveLength(1)
  })

  test('make an agent that both are asked for once', async () => {
    const pair = [await open(), await open()]
    const { token } = await createOrg(pair[0] as Server, bootstrapToken)
    const apis = pair.map((server) => createApi(server, token))
    for (const round of range(10)) {
      const path = { agent_id: `a-${round}` }
      const calls = ['one', 'two'].map((display_name, index) =>
        (apis[index] as Api).call('agents.upsert', { path, body: { display_name } }),
      )
      for (const answer of await Promise.all(calls)) answer.ok()
    }
    const log = await readLog(apis[0] as Api)
    expect(log.filter(({ event }) => event === 'agent.created')).toHaveLength(10)
  })

  test('keep an agent suspended, whoever else writes it', async () => {
    const pair = [await open(), await open()]
    const { token } = await createOrg(pair[0] as Server, bootstrapToken)
    const [one, two] = pair.map((server) => createApi(server, token)) as [Api, Api]
    for (const round of range(20)) {
      const path = { agent_id: `a-${round}` }
      ;(await one.call('agents.upsert', { path, body: {} })).ok()
      const beats = range(6).map((index) =>
        (index % 2 === 0 ? one : two).call('agents.heartbeat', { path }),
      )
      const suspended = two.call('agents.suspend', { path, body: { reason: 'drill' } })
      await Promise.all([...beats, suspended])
      expect((await one.call('agents.get', { path })).ok().status).toBe('suspended')
    }
  })

  test('give a name to one policy only, and a version to one change', async () => {
    const pair = [await open(), await open()]
    const { token } = await createOrg(pair[0] as Server, bootstrapToken)
    const apis = pair.map((server) => createApi(server, token)) as [Api, Api]
    const rule: PolicyCreate['rule'] = { type: 'block_action_type', action_types: ['x'] }
    for (const round of range(8)) {
      const body = { name: `policy ${round}`, rule }
      const made = await Promise.all(apis.map((api) => api.call('policies.create', { body })))
      expect(made.map(({ status }) => status).sort()).toEqual([201, 409])
      const policy_id = made.find(({ status }) => status === 201)?.ok().id ?? ''
      const edits = apis.map((api, index) =>
        api.call('policies.update', { path: { policy_id }, body: { description: `by ${index}` } }),
      )
      const versions = (await Promise.all(edits)).map((answer) => answer.ok().version)
      expect(versions.sort()).toEqual([2, 3])
    }
  })

  test('tell each other’s streams what they write', async () => {
    const [one, two] = [await open(), await open()]
    const { token } = await createOrg(one, bootstrapToken)
    const stream = await openEventStream(two, { token })
    await stream.take(2)
    const writer = createApi(one, token)
    for (const index of range(20)) {
      await writer.call('agents.upsert', { path: { agent_id: `a-${index}` }, body: {} })
    }
    const frames = await stream.take(20)
    const seqs = frames.map(({ data }) => (JSON.parse(data ?? '') as { seq: number }).seq)
    expect(seqs).toEqual(range(20).map((index) => index + 3))
    await stream.close()
  })

  test('lose nothing that they acknowledged when connections are cut', async () => {
    const server = await open()
    const { token } = await createOrg(server, bootstrapToken)
    const api = createApi(server, token)
    const acknowledged: string[] = []
    const work = async (worker: number) => {
      for (const index of range(30)) {
        const agent_id = `a-${worker}-${index}`
        const { status } = await api.call('agents.upsert', { path: { agent_id }, body: {} })
        if (status < 300) acknowledged.push(agent_id)
        else expect(status).toBe(503)
      }
    }
    const cut = async () => {
      for (const _round of range(8)) {
        const backends = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity'
        await runOnPostgres(
          postgres ?? '',
          `${backends} WHERE datname = '${new URL(database.url).pathname.slice(1)}'`,
        )
      }
    }
    await Promise.all([...range(6).map(work), cut()])
    const log = await readLog(api)
    expect(log.map(({ seq }) => seq)).toEqual(range(log.length).map((index) => index + 1))
    const created = log.flatMap(({ event, resource }) =>
      event === 'agent.created' ? [resource.id] : [],
    )
    expect(new Set(created).size).toBe(created.length)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.filter((id) => !created.includes(id))).toEqual([])
  })

  test('refuse a database that forgets what it acknowledged', async () => {
    const name = new URL(database.url).pathname.slice(1)
    await runOnPostgres(database.url, `ALTER DATABASE ${name} SET synchronous_commit = off`)
    await expect(open()).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('synchronous_commit = off'),
    })
  })

  test('keep texts as they were given, in the order of their bytes', async () => {
    const api = await createOrg(await open(), bootstrapToken)
    const display_name = 'nul \u0000, mark \u001a0, 😀'
    const path = { agent_id: 'a' }
    ;(await api.call('agents.upsert', { path, body: { display_name } })).ok()
    expect((await api.call('agents.get', { path })).ok().display_name).toBe(display_name)
  })
})
