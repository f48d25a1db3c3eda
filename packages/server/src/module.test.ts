import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import {
  CoxswainError,
  createServer,
  defineModule,
  defineOperation,
  type ReadUnit,
  type WriteUnit,
} from './index.ts'
import { createApi, createOrg } from './testing/index.ts'

// A module as a stranger would write it, with the package's public surface alone.

interface Tables {
  notes: { org_id: string; id: string; text: string; created_at: number }
}
const Note = z.object({ id: z.string(), text: z.string() })
const NotePage = z.object({
  data: z.array(Note),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})
const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().optional(),
})

const insertNote = (unit: WriteUnit, note: Tables['notes']) =>
  unit.tables<Tables>().insertInto('notes').values(note).execute()
const findNote = (unit: ReadUnit, orgId: string, id: string) =>
  unit
    .tables<Tables>()
    .selectFrom('notes')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()

const create = defineOperation({
  id: 'notes.create',
  method: 'POST',
  path: '/notes',
  scope: 'notes:write',
  transaction: 'write',
  request: { body: z.strictObject({ text: z.string().min(1) }) },
  response: Note,
  async handle({ body }, { tx, events, ids, orgId, now }) {
    const note = { id: ids.next('note', orgId), text: body.text }
    await insertNote(tx, { ...note, org_id: orgId, created_at: now })
    events.append('note.written', note.id, { note })
    return note
  },
})

const get = defineOperation({
  id: 'notes.get',
  method: 'GET',
  path: '/notes/{note_id}',
  scope: 'notes:read',
  transaction: 'read',
  request: { path: z.strictObject({ note_id: z.string() }) },
  response: Note,
  async handle({ path }, { tx, orgId }) {
    const note = await findNote(tx, orgId, path.note_id)
    if (note === undefined) throw new CoxswainError('not_found')
    return { id: note.id, text: note.text }
  },
})

const list = defineOperation({
  id: 'notes.list',
  method: 'GET',
  path: '/notes',
  scope: 'notes:read',
  transaction: 'read',
  paginated: true,
  request: { query: pageQuery },
  response: NotePage,
  handle: ({ query }, { tx, orgId, page }) =>
    page(query, {
      fetch({ limit, after }) {
        let rows = tx.tables<Tables>().selectFrom('notes').selectAll().where('org_id', '=', orgId)
        if (after !== null) rows = rows.where('id', '<', String(after[0]))
        return rows.orderBy('id', 'desc').limit(limit).execute()
      },
      position: ({ id }) => [id],
      item: ({ id, text }) => ({ id, text }),
    }),
})

const mail = defineOperation({
  id: 'notes.mail',
  method: 'POST',
  path: '/notes/{note_id}/mail',
  scope: 'notes:write',
  transaction: 'none',
  request: { path: z.strictObject({ note_id: z.string() }) },
  async handle({ path }, { store, orgId, operation }) {
    const note = await store.read({ orgId, operation }, (unit) =>
      findNote(unit, orgId, path.note_id),
    )
    if (note === undefined) throw new CoxswainError('not_found')
    // Outside of every unit of work a handler may wait for whatever it likes.
    await new Promise<void>((resolve) => setImmediate(resolve))
  },
})

const ran: string[] = []
const notes = defineModule({
  name: 'notes',
  operations: [create, get, list, mail],
  migrations: [
    {
      number: 1,
      name: 'notes',
      up: [
        `CREATE TABLE notes (org_id TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY,
          text TEXT NOT NULL, created_at BIGINT NOT NULL)`,
      ],
      down: ['DROP TABLE notes'],
    },
  ],
  events: [{ name: 'note.written', resource: 'note', payload: z.object({ note: Note }) }],
  workers: [
    {
      name: 'notes.last',
      everyMs: 60_000,
      async run() {
        ran.push('last')
      },
    },
  ],
})

const bootstrapToken = 'boot'
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, modules: [notes] })
afterAll(() => server.stop())
const api = await createOrg(server, bootstrapToken)
const json = { 'content-type': 'application/json' }
const write = (text: string, headers = {}) =>
  api.send('POST', '/api/v1/notes', {
    body: JSON.stringify({ text }),
    headers: { ...json, ...headers },
  })

test('its operations have everything that those of the contract have', async () => {
  const first = await write('one', { 'idempotency-key': 'k' })
  expect(first.status).toBe(201)
  expect((await write('one', { 'idempotency-key': 'k' })).text).toBe(first.text)
  const { id } = Note.parse(first.ok())
  expect((await api.send('GET', `/api/v1/notes/${id}`)).ok()).toEqual({ id, text: 'one' })
  expect((await api.send('POST', `/api/v1/notes/${id}/mail`)).status).toBe(204)
  const stranger = await createOrg(server, bootstrapToken)
  expect((await stranger.send('GET', `/api/v1/notes/${id}`)).status).toBe(404)
  const wrong = await api.send('POST', '/api/v1/notes', { body: '{"txt":"x"}', headers: json })
  expect(wrong.problem().errors).toHaveLength(2)
  const key = await api.call('apiKeys.create', { body: { name: 'r', scopes: ['notes:read'] } })
  const reader = createApi(server, key.ok().secret)
  const refused = await reader.send('POST', '/api/v1/notes', {
    body: '{"text":"x"}',
    headers: json,
  })
  expect(refused.problem().code).toBe('insufficient_scope')
})

test('its events stand in the log, held against its own schema', async () => {
  await write('two')
  const events = (await api.call('events.list', { query: { types: ['note.*'] } })).ok().data
  expect(events.at(-1)).toMatchObject({ event: 'note.written', payload: { note: { text: 'two' } } })
})

test('its lists are paged by the kernel', async () => {
  for (const text of ['three', 'four', 'five']) await write(text)
  const page = async (query: string) =>
    NotePage.parse((await api.send('GET', `/api/v1/notes?${query}`)).ok())
  const first = await page('limit=2')
  expect(first.data.map(({ text }) => text)).toEqual(['five', 'four'])
  const second = await page(`limit=1&cursor=${first.next_cursor}`)
  expect(second.data.map(({ text }) => text)).toEqual(['three'])
})

test('its workers run a last time when the server stops', async () => {
  const own = await createServer({ database: 'sqlite::memory:', modules: [notes] })
  own.start()
  ran.length = 0
  await own.stop()
  expect(ran).toEqual(['last'])
})

test('a second module of the same name, route or event is refused', async () => {
  const open = (modules: (typeof notes)[]) => createServer({ database: 'sqlite::memory:', modules })
  await expect(open([notes, notes])).rejects.toThrow(/two operations/)
  const namesake = defineModule({ name: 'identity', operations: [] })
  await expect(open([namesake])).rejects.toThrow(/name of its own/)
  const event = { name: 'org.created', resource: 'org', payload: z.object({}) }
  const echo = defineModule({ name: 'echo', operations: [], events: [event] })
  await expect(open([echo])).rejects.toThrow(/two events/)
})

test('an operation that could not work as it is written is refused', async () => {
  const sound = {
    id: 'drafts.create',
    method: 'POST',
    path: '/drafts',
    scope: 'drafts:write',
    transaction: 'write',
    handle: async () => undefined,
  } as const
  const open = (...changes: object[]) => {
    const operations = changes.map((change) => defineOperation({ ...sound, ...change }))
    const modules = [defineModule({ name: 'drafts', operations })]
    return createServer({ database: 'sqlite::memory:', modules })
  }
  await expect(open({ id: 'agents.get' })).rejects.toThrow(/two operations are called agents.get/)
  await expect(open({}, { path: '/others' })).rejects.toThrow(/two operations are called/)
  await expect(open({ id: 'drafts' })).rejects.toThrow(/its id must be/)
  for (const path of ['drafts', '/drafts/', '//drafts', '/{draft}s', '/{id}/{id}', '/a b']) {
    await expect(open({ path }), path).rejects.toThrow(/its path must/)
  }
  for (const scope of ['drafts', 'drafts:delete', 'drafts:write:all', '']) {
    await expect(open({ scope }), scope).rejects.toThrow(/its scope must be/)
  }
  await expect(open({ status: 404 })).rejects.toThrow(/its status must/)
  await expect(open({ status: 204, response: Note })).rejects.toThrow(/its status must/)
  await expect(open({ scrub: ['text'] })).rejects.toThrow(/it must take a body/)
})

test('a key that is bound to an agent writes for no other, whatever the module', async () => {
  const assign = defineOperation({
    id: 'notes.assign',
    method: 'POST',
    path: '/assignments',
    scope: 'notes:write',
    transaction: 'write',
    request: { body: z.strictObject({ agent_id: z.string() }) },
    handle: async () => undefined,
  })
  const modules = [defineModule({ name: 'assignments', operations: [assign] })]
  const other = await createServer({ database: 'sqlite::memory:', bootstrapToken: 'b', modules })
  const owner = await createOrg(other, 'b')
  const body = { name: 'bound', scopes: ['*:admin'], agent_id: 'bob' }
  const bound = createApi(other, (await owner.call('apiKeys.create', { body })).ok().secret)
  const assigned = (agent_id: string) =>
    bound.send('POST', '/api/v1/assignments', {
      body: JSON.stringify({ agent_id }),
      headers: { 'content-type': 'application/json' },
    })
  expect((await assigned('bob')).status).toBe(204)
  expect((await assigned('eve')).problem().code).toBe('agent_mismatch')
  await other.stop()
})

test('what it marks is scrubbed of secrets before its handler sees it, and nothing else is', async () => {
  const seen: unknown[] = []
  const keep = defineOperation({
    id: 'notes.keep',
    method: 'POST',
    path: '/kept',
    scope: 'notes:write',
    transaction: 'write',
    scrub: ['text', 'tags'],
    request: {
      body: z.strictObject({
        text: z.string().transform((text) => text.toUpperCase()),
        tags: z.array(z.string()).optional(),
        title: z.string(),
      }),
    },
    async handle({ body }) {
      seen.push(body)
    },
  })
  const modules = [defineModule({ name: 'kept', operations: [keep] })]
  const other = await createServer({ database: 'sqlite::memory:', bootstrapToken: 'b', modules })
  const owner = await createOrg(other, 'b')
  const secret = 'AKIAIOSFODNN7EXAMPLE'
  const body = JSON.stringify({ text: `a ${secret}`, tags: [secret, 'b'], title: secret })
  const headers = { 'content-type': 'application/json' }
  expect((await owner.send('POST', '/api/v1/kept', { body, headers })).status).toBe(204)
  const mark = '[redacted:aws-access-key-id]'
  expect(seen).toEqual([{ text: `A ${mark.toUpperCase()}`, tags: [mark, 'b'], title: secret }])
  await other.stop()
})

test('a handler can not reach past its transaction', () => {
  defineOperation({
    id: 'notes.types',
    method: 'GET',
    path: '/types',
    scope: 'notes:read',
    transaction: 'read',
    async handle(_input, context) {
      // @ts-expect-error the store is out of reach inside of a unit of work
      context.store
      // @ts-expect-error a unit for reading has no events
      context.events
      // @ts-expect-error and can't write
      context.tx.tables<Tables>().insertInto
      // @ts-expect-error nor begin a transaction
      context.tx.tables<Tables>().transaction
    },
  })
})
