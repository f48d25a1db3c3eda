import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer, type Server } from '../index.ts'
import { createApi, createOrg } from '../testing/index.ts'
import { scrubBody, scrubText } from './scrub.ts'

interface Vector {
  readonly title: string
  readonly given: unknown
  readonly becomes: unknown
}

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../../openapi/${path}`, import.meta.url), 'utf8'))
// The same texts that both SDKs are held to.
const vectors: Vector[] = read('src/scrub-vectors.json')
const examples: [string, { matches: string[]; ignores: string[] }][] = Object.entries(
  read('v1/current.json')['x-secret-patterns'],
)

test.each(vectors)('$title', ({ given, becomes }) => {
  expect(JSON.stringify(scrubBody(given, ['metadata']))).toBe(JSON.stringify(becomes))
})

test.each(examples)('%s is found where it is, and nowhere else', (name, { matches, ignores }) => {
  for (const text of matches) expect(scrubText(text)).toContain(`[redacted:${name}]`)
  for (const text of ignores) expect(scrubText(text)).toBe(text)
})

test('a body without secrets is the same one', () => {
  const body = { metadata: { a: ['b'] }, name: 'AKIAIOSFODNN7EXAMPLE' }
  expect(scrubBody(body, ['metadata'])).toBe(body)
})

describe('a server', () => {
  const bootstrapToken = 'boot'
  const secret = 'ghp_EXAMPLE00000000000000000000000000000'
  const mark = '[redacted:github-token]'
  const metadata = { [secret]: 'a', token: `x ${secret} y`, plain: 'kept' }
  const scrubbed = { [mark]: 'a', token: `x ${mark} y`, plain: 'kept' }
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  let folder: string
  let server: Server
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coxswain-scrub-'))
    const database = `sqlite:${join(folder, 'test.db')}`
    server = await createServer({
      database,
      bootstrapToken,
      logger: pino({ level: 'trace' }, sink),
    })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('keeps no secret of any metadata in a row, an event, a stored answer or a log', async () => {
    const boot = createApi(server, bootstrapToken)
    const made = (await boot.call('orgs.bootstrap', { body: { name: 'B', metadata } })).ok()
    expect(made.org.metadata).toEqual(scrubbed)
    const api = await createOrg(server, bootstrapToken)
    const at = { path: { agent_id: 'a-1' } }
    const answers = [
      await api.call('orgs.update', { path: { org_id: 'current' }, body: { metadata } }),
      await api.call('apiKeys.create', { body: { name: 'k', scopes: ['*:read'], metadata } }),
      await api.call('agents.upsert', {
        ...at,
        body: { metadata },
        headers: { 'idempotency-key': 'kept' },
      }),
      await api.call('sessions.start', { body: { agent_id: 'a-1', metadata } }),
    ]
    for (const answer of answers) expect(answer.ok()).toMatchObject({ metadata: scrubbed })
    const events = await api.call('events.list')
    expect(events.ok().data).toHaveLength(6)
    expect(events.text).toContain(mark)
    expect(events.text).not.toContain(secret)
    await server.stop()
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
    expect(files.some((bytes) => bytes.includes(mark))).toBe(true)
    expect(files.some((bytes) => bytes.includes(secret))).toBe(false)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('')).not.toContain(secret)
  })
})

describe('a request', () => {
  const bootstrapToken = 'boot'
  const open = async () => {
    const server = await createServer({ database: 'sqlite::memory:', bootstrapToken })
    return { server, api: await createOrg(server, bootstrapToken) }
  }
  const upsert = (metadata: Record<string, string>, key = 'k') => ({
    path: { agent_id: 'a-1' },
    body: { metadata },
    headers: { 'idempotency-key': key },
  })

  test('is known again by the bytes that it had, not by what was kept of them', async () => {
    const { server, api } = await open()
    const first = await api.call('agents.upsert', upsert({ t: 'AKIAIOSFODNN7EXAMPLE' }))
    const again = await api.call('agents.upsert', upsert({ t: 'AKIAIOSFODNN7EXAMPLE' }))
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.text).toBe(first.text)
    const other = await api.call('agents.upsert', upsert({ t: 'ASIAIOSFODNN7EXAMPLE' }))
    expect(other.problem().code).toBe('idempotency_mismatch')
    await server.stop()
  })

  test('is held to the limits of the schema as it came', async () => {
    const { server, api } = await open()
    const long = `ghp_${'0'.repeat(500)}`
    const refused = await api.call('agents.upsert', upsert({ t: long }, 'a'))
    expect(refused.problem().errors?.[0]).toMatchObject({ pointer: '/metadata/t' })
    const fits = `ghp_${'0'.repeat(496)}`
    expect((await api.call('agents.upsert', upsert({ t: fits }, 'b'))).ok().metadata).toEqual({
      t: '[redacted:github-token]',
    })
    await server.stop()
  })

  test('is refused when a mark no longer fits where its secret did', async () => {
    const { server, api } = await open()
    const url = `redis://:p@${'h'.repeat(489)}`
    const refused = await api.call('agents.upsert', upsert({ url }))
    expect(refused.problem().errors?.[0]).toMatchObject({ pointer: '/metadata/url' })
    await server.stop()
  })
})
