import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEventId } from '@coxswain/broker'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backUpDatabase, copyDatabase, createServer, restoreDatabase } from './index.ts'
import { openEventStream } from './testing/event-stream.ts'
import { createApi, createOrg } from './testing/index.ts'
import {
  createPostgresDatabase,
  runOnPostgres,
  type TestDatabase,
  testPostgresUrl,
} from './testing/postgres-database.ts'

const bootstrapToken = 'boot'
const range = (count: number) => Array.from({ length: count }, (_value, index) => index)

let folder = ''
const file = (name: string) => join(folder, name)
const sqlite = (name: string) => `sqlite:${file(name)}`
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coxswain-moving-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Writes an org with some of everything, and its key. */
async function furnish(database: string, agents = 5) {
  const server = await createServer({ database, bootstrapToken })
  const api = await createOrg(server, bootstrapToken)
  const writes = range(agents).map((index) => {
    const body = { display_name: `agent \u0000 ${index} é`, capabilities: ['deploy'] }
    return api.call('agents.upsert', { path: { agent_id: `a-${index}` }, body })
  })
  for (const answer of await Promise.all(writes)) answer.ok()
  await api.call('actions.create', {
    body: {
      agent_id: 'a-0',
      action_type: 'deploy',
      goal: 'go',
      act: { type: 'shell', command: 'x' },
    },
  })
  const log = (await api.call('events.list', { query: { limit: 200 } })).ok()
  await server.stop()
  return { token: api.token, orgId: api.orgId, log }
}

/** What the API tells of a database. */
async function tell(database: string, token: string | null) {
  const server = await createServer({ database, bootstrapToken })
  const api = createApi(server, token)
  const log = (await api.call('events.list', { query: { limit: 200 } })).ok()
  const agents = (await api.call('agents.list', { query: { limit: 200 } })).ok()
  await server.stop()
  return { log: log.data, agents: agents.data }
}

test('a backup is taken while a server writes, and is whole', async () => {
  const { token } = await furnish(sqlite('a.db'))
  const server = await createServer({ database: sqlite('a.db'), bootstrapToken })
  const writes = range(40).map((index) =>
    createApi(server, token).call('agents.upsert', { path: { agent_id: `b-${index}` }, body: {} }),
  )
  backUpDatabase({ database: sqlite('a.db'), file: file('backup.db') })
  await Promise.all(writes)
  await server.stop()
  const { log } = await tell(sqlite('backup.db'), token)
  expect(log.map(({ seq }) => seq)).toEqual(range(log.length).map((index) => index + 1))
  expect(() => backUpDatabase({ database: sqlite('a.db'), file: file('backup.db') })).toThrow(
    /is there already: nothing was overwritten/,
  )
  expect(() => backUpDatabase({ database: sqlite('none.db'), file: file('c.db') })).toThrow(
    /there is no database at/,
  )
})

test('who knows of what a backup lacks is told to start again, and nobody else', async () => {
  const before = await furnish(sqlite('a.db'))
  backUpDatabase({ database: sqlite('a.db'), file: file('backup.db') })
  const server = await createServer({ database: sqlite('a.db'), bootstrapToken })
  const lost = createApi(server, before.token)
  await lost.call('agents.upsert', { path: { agent_id: 'late' }, body: {} })
  const seen = (await lost.call('events.list', { query: { limit: 200 } })).ok().data
  await server.stop()

  await expect(
    restoreDatabase({ from: file('backup.db'), database: sqlite('a.db') }),
  ).rejects.toThrow(/is there already: move it away first/)
  expect(await restoreDatabase({ from: file('backup.db'), database: sqlite('b.db') })).toBe(1)
  expect(existsSync(file('b.db.restoring'))).toBe(false)

  const restored = await createServer({ database: sqlite('b.db'), bootstrapToken })
  const api = createApi(restored, before.token)
  await api.call('agents.upsert', { path: { agent_id: 'other' }, body: {} })
  const resumed = async (cursor: string) => {
    const query = { last_event_id: cursor }
    const stream = await openEventStream(restored, { token: before.token, query })
    const [, first] = await stream.take(2)
    await stream.close()
    return first?.event
  }
  expect(await resumed(seen.at(-1)?.id ?? '')).toBe('reset')
  expect(await resumed(before.log.data[0]?.id ?? '')).toBe('api_key.created')
  await restored.stop()
})

test('only a backup of ours is brought back', async () => {
  writeFileSync(file('letter.db'), 'This is a letter to a friend, not a database.')
  const letter = restoreDatabase({ from: file('letter.db'), database: sqlite('b.db') })
  await expect(letter).rejects.toThrow(/not a database/)
  expect(existsSync(file('b.db'))).toBe(false)
})

test('a copy is refused into a database that has something, and from one that is behind', async () => {
  await furnish(sqlite('a.db'))
  await furnish(sqlite('b.db'))
  await expect(copyDatabase({ from: sqlite('a.db'), to: sqlite('b.db') })).rejects.toThrow(
    /the target is not empty/,
  )
  await expect(copyDatabase({ from: sqlite('empty.db'), to: sqlite('c.db') })).rejects.toThrow(
    /lacks the migration kernel\/1/,
  )
})

test('a server does not take the target of a copy that is not finished', async () => {
  await furnish(sqlite('a.db'))
  const interrupted = copyDatabase({
    from: sqlite('a.db'),
    to: sqlite('b.db'),
    onProgress: ({ table }) => {
      if (table === 'events') throw new Error('pulled the plug')
    },
  })
  await expect(interrupted).rejects.toThrow('pulled the plug')
  await expect(createServer({ database: sqlite('b.db'), bootstrapToken })).rejects.toThrow(
    /a copy that is not finished/,
  )
  await furnish(sqlite('c.db'))
  await expect(copyDatabase({ from: sqlite('c.db'), to: sqlite('b.db') })).rejects.toThrow(
    /half of a copy of another database/,
  )
  await copyDatabase({ from: sqlite('a.db'), to: sqlite('b.db') })
  await (await createServer({ database: sqlite('b.db'), bootstrapToken })).stop()
})

const postgres = testPostgresUrl()

describe.runIf(postgres !== undefined)('between SQLite and PostgreSQL', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createPostgresDatabase(postgres ?? '')
  })
  afterEach(() => database.drop())

  test('everything moves there and back, and goes on where it was', async () => {
    const { token, log } = await furnish(sqlite('a.db'), 620)
    const before = await tell(sqlite('a.db'), token)
    const tables = new Map<string, number>()
    const there = await copyDatabase({
      from: sqlite('a.db'),
      to: database.url,
      onProgress: ({ table, rows }) => tables.set(table, rows),
    })
    expect(there.find(({ table }) => table === 'agents')?.rows).toBe(620)
    expect(tables.get('events')).toBe(623)
    expect(await tell(database.url, token)).toEqual(before)

    const server = await createServer({ database: database.url, bootstrapToken })
    await createApi(server, token).call('agents.upsert', { path: { agent_id: 'new' }, body: {} })
    await server.stop()
    const after = await tell(database.url, token)
    const back = await copyDatabase({ from: database.url, to: sqlite('b.db') })
    expect(back.find(({ table }) => table === 'agents')?.rows).toBe(621)
    expect(await tell(sqlite('b.db'), token)).toEqual(after)
    expect(after.log.slice(0, 5)).toEqual(log.data.slice(0, 5))
  })

  test('a copy that was cut short goes on, and a row that changed is noticed', async () => {
    const { token } = await furnish(sqlite('a.db'), 620)
    let pages = 0
    const cut = copyDatabase({
      from: sqlite('a.db'),
      to: database.url,
      onProgress: ({ table }) => {
        if (table === 'events' && ++pages === 2) throw new Error('pulled the plug')
      },
    })
    await expect(cut).rejects.toThrow('pulled the plug')
    await runOnPostgres(database.url, "UPDATE agents SET display_name = 'x' WHERE id = 'a-7'")
    const differing = copyDatabase({ from: sqlite('a.db'), to: database.url })
    await expect(differing).rejects.toThrow(/the table agents is not the same in both/)
    await runOnPostgres(
      database.url,
      "UPDATE agents SET display_name = 'agent \u001a0 7 é' WHERE id = 'a-7'",
    )
    await copyDatabase({ from: sqlite('a.db'), to: database.url })
    expect(await tell(database.url, token)).toEqual(await tell(sqlite('a.db'), token))
  })

  test('a database that was restored by other means begins new epochs', async () => {
    const { token, orgId, log } = await furnish(database.url)
    expect(await restoreDatabase({ database: database.url })).toBe(1)
    const server = await createServer({ database: database.url, bootstrapToken })
    const query = { last_event_id: log.data.at(-1)?.id ?? '' }
    const stream = await openEventStream(server, { token, query })
    await stream.take(1)
    await createApi(server, token).call('agents.upsert', { path: { agent_id: 'new' }, body: {} })
    const [next] = await stream.take(1)
    await stream.close()
    // What both histories share is still a place to go on from; what comes next is of the new epoch.
    expect(next?.event).toBe('agent.created')
    expect(parseEventId(orgId, next?.id ?? '')?.epoch).toBe(2)
    await server.stop()
  })
})
