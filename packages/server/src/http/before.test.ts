import { afterAll, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { contractOperations, staged } from '../contract-operations.ts'
import { CoxswainError, createServer, defineModule, defineOperation } from '../index.ts'
import { createApi, createOrg } from '../testing/index.ts'

const bootstrapToken = 'boot'
const asked: string[] = []
let advice: () => Promise<string> = async () => 'go'

const Advice = z.object({ advice: z.string(), agents: z.number() })
const consult = defineOperation({
  id: 'advice.take',
  method: 'POST',
  path: '/advice',
  scope: 'advice:write',
  transaction: 'write',
  request: { body: z.strictObject({ question: z.string() }) },
  response: Advice,
  async before({ body }, { store, orgId, operation, signal, now }) {
    asked.push(body.question)
    expect(signal.aborted).toBe(false)
    expect(now).toBeGreaterThan(0)
    // Waiting for a turn of the event loop would fail any unit of work.
    await new Promise<void>((resolve) => setImmediate(resolve))
    const agents = await store.read({ orgId, operation }, (unit) =>
      unit.tables<{ agents: { id: string } }>().selectFrom('agents').select('id').execute(),
    )
    return { advice: await advice(), agents: agents.length }
  },
  async handle(_input, { tx }, prepared) {
    expectTypeOf(prepared).toEqualTypeOf<{ advice: string; agents: number }>()
    await tx.tables<{ agents: { id: string } }>().selectFrom('agents').select('id').execute()
    return prepared
  },
})
const modules = [defineModule({ name: 'advice', operations: [consult] })]
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, modules })
afterAll(() => server.stop())
const api = await createOrg(server, bootstrapToken)

const take = (question: string, key: string, caller = api) =>
  caller.send('POST', '/api/v1/advice', {
    body: JSON.stringify({ question }),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  })

test('what runs before the unit of work may wait, and hands on what it found', async () => {
  await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
  expect((await take('deploy?', 'k1')).ok()).toEqual({ advice: 'go', agents: 1 })
})

test('a replay, and a twin that waited for its answer, does not run it again', async () => {
  asked.length = 0
  const held = Promise.withResolvers<string>()
  advice = () => held.promise
  const twins = [take('once?', 'k2'), take('once?', 'k2')]
  held.resolve('held')
  const texts = await Promise.all(twins.map(async (twin) => (await twin).text))
  expect(new Set(texts).size).toBe(1)
  const replay = await take('once?', 'k2')
  expect(replay.headers.get('idempotency-replayed')).toBe('true')
  expect(replay.text).toBe(texts[0])
  expect((await take('twice?', 'k2')).problem().code).toBe('idempotency_mismatch')
  expect(asked).toEqual(['once?'])
})

test('it runs for nobody who is refused before', async () => {
  asked.length = 0
  const body = { name: 'r', scopes: ['advice:read'] }
  const reader = createApi(server, (await api.call('apiKeys.create', { body })).ok().secret)
  const refused = await reader.send('POST', '/api/v1/advice', {
    body: '{"question":"x"}',
    headers: { 'content-type': 'application/json' },
  })
  expect(refused.problem().code).toBe('insufficient_scope')
  expect((await api.send('POST', '/api/v1/advice', { body: '{}' })).status).toBe(415)
  expect(asked).toEqual([])
})

test('what it throws is the answer, and nothing is kept for a replay', async () => {
  advice = async () => {
    throw new CoxswainError('store_unavailable', { state: 'asleep' })
  }
  const failed = await take('again?', 'k3')
  expect(failed.problem()).toMatchObject({ code: 'store_unavailable', state: 'asleep' })
  advice = async () => 'awake'
  expect((await take('again?', 'k3')).ok()).toMatchObject({ advice: 'awake' })
})

test('a key that was revoked in the meantime is refused by the unit of work', async () => {
  const body = { name: 'short', scopes: ['*:admin'] }
  const key = (await api.call('apiKeys.create', { body })).ok()
  const caller = createApi(server, key.secret)
  advice = async () => {
    await api.call('apiKeys.revoke', { path: { api_key_id: key.id } })
    return 'too late'
  }
  const answer = await take('still?', 'k4', { ...api, ...caller })
  expect(answer.problem().code).toBe('revoked_api_key')
})

test('it is refused where no transaction follows', async () => {
  const operations = [
    defineOperation({
      id: 'advice.idle',
      method: 'GET',
      path: '/idle',
      scope: 'advice:read',
      transaction: 'none',
      before: async () => undefined,
      handle: async () => undefined,
    }),
  ]
  const idle = defineModule({ name: 'idle', operations })
  await expect(createServer({ database: 'sqlite::memory:', modules: [idle] })).rejects.toThrow(
    /nothing to come before/,
  )
})

test('an operation of the contract has its stages under one name', async () => {
  const [operation] = contractOperations({
    'agents.get': staged({
      before: async ({ path }) => path.agent_id.length,
      handle(_input, _context, length) {
        expectTypeOf(length).toEqualTypeOf<number>()
        throw new CoxswainError('not_found', { detail: String(length) })
      },
    }),
  })
  const input = { path: { agent_id: 'abc' }, query: {}, body: undefined }
  const prepared = await operation?.before?.(input, {} as never)
  expect(() => operation?.handle(input, {} as never, prepared)).toThrow('3')
})
