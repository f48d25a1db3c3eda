import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createServer, defineModule, defineOperation, type ServerOptions } from '../index.ts'
import { createOrg } from '../testing/index.ts'

const bootstrapToken = 'a-token-that-no-log-may-hold'

/** A server whose log lines are kept. */
async function open(options: Partial<ServerOptions> = {}) {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const server = await createServer({
    database: 'sqlite::memory:',
    bootstrapToken,
    logger: pino({ level: 'debug' }, sink),
    ...options,
  })
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { server, lines, records, api: await createOrg(server, bootstrapToken) }
}

const broken = defineOperation({
  id: 'notes.broken',
  method: 'GET',
  path: '/broken',
  scope: 'notes:read',
  transaction: 'none',
  response: z.object({ fine: z.boolean() }),
  handle: async () => ({ fine: 'no' as unknown as boolean }),
})
const throwing = defineOperation({
  id: 'notes.throwing',
  method: 'GET',
  path: '/throwing',
  scope: 'notes:read',
  transaction: 'none',
  async handle() {
    throw new Error('the reason, for the log alone')
  },
})
const modules = [defineModule({ name: 'notes', operations: [broken, throwing] })]

test('every request is one line that names operation, status, time and request', async () => {
  const { server, records, api } = await open()
  await api.call('agents.list', { headers: { 'x-request-id': 'r1' } })
  expect(records().at(-1)).toMatchObject({
    msg: 'request',
    operation: 'agents.list',
    status: 200,
    request_id: 'r1',
    duration_ms: expect.any(Number),
  })
  await server.stop()
})

test('no log line holds a token, a key or a body', async () => {
  const { server, lines, api } = await open()
  const body = { name: 'a-name-that-no-log-may-hold', scopes: ['*:admin'] }
  const { secret } = (await api.call('apiKeys.create', { body })).ok()
  await api.send('GET', '/api/v1/agents', { headers: { authorization: `Bearer ${secret}x` } })
  const { token } = (await api.call('streamTokens.create')).ok()
  await api.send('GET', `/api/v1/stream?token=${token}`, { headers: { authorization: '' } })
  const text = lines.join('')
  for (const hidden of [bootstrapToken, secret, api.token ?? '', body.name, token]) {
    expect(text).not.toContain(hidden)
  }
  await server.stop()
})

test('what went wrong is logged with its reason and told without it', async () => {
  const { server, records, api } = await open({ modules })
  const answer = await api.send('GET', '/api/v1/throwing')
  expect(answer.problem()).toMatchObject({ code: 'internal_error', retryable: false })
  expect(answer.text).not.toContain('the reason')
  const failure = records().find(({ msg }) => msg === 'request failed')
  expect(JSON.stringify(failure)).toContain('the reason, for the log alone')
  await server.stop()
})

test('an answer that breaks its schema is a 500 where that is checked strictly', async () => {
  const { server, api } = await open({ modules, strict: true })
  expect((await api.send('GET', '/api/v1/broken')).problem().code).toBe('internal_error')
  await server.stop()
})

test('in production one answer in a hundred is checked, counted and sent all the same', async () => {
  const { server, records, api } = await open({ modules, strict: false })
  const calls = 2000
  for (let index = 0; index < calls; index += 1) {
    expect((await api.send('GET', '/api/v1/broken')).status).toBe(200)
  }
  const metrics = (await api.send('GET', '/metrics')).text
  const pattern = /response_checks_total\{operation="notes.broken",result="failed"\} (\d+)/
  const failed = Number(pattern.exec(metrics)?.[1])
  // 20 are expected; outside of these bounds lies one run in a million.
  expect(failed).toBeGreaterThan(3)
  expect(failed).toBeLessThan(50)
  const told = records().filter(({ msg }) => msg === 'answer breaks the contract')
  expect(told).toHaveLength(failed)
  await server.stop()
})
