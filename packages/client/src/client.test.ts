import { expect, test } from 'vitest'
import { createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import { Coxswain } from './client.ts'
import { NotFoundError, PreconditionFailedError } from './errors.ts'
import { operations } from './gen/operations.ts'

const ok = json({ id: 'a-1' }, { headers: { 'x-request-id': 'req_1', etag: '"1"' } })
const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('every row of the table is a method', () => {
  const client = new Coxswain({ apiKey: 'k' })
  for (const [resource, rows] of Object.entries(operations))
    for (const row of rows.split(','))
      expect((client as never)[resource]?.[row.split(' ')[0] ?? '']).toBeTypeOf('function')
})

test('a resource is made once per client, and belongs to it', () => {
  const [one, two] = [new Coxswain({ apiKey: 'k' }), new Coxswain({ apiKey: 'k' })]
  expect(one.agents).toBe(one.agents)
  expect(one.agents).not.toBe(two.agents)
})

test('a write sends path, body and a key of its own', async () => {
  const stub = createStub([ok])
  expect(await stub.client.agents.upsert('a 1', { display_name: 'A' })).toEqual({ id: 'a-1' })
  const { headers, ...request } = stub.requests[0] ?? { headers: {} }
  expect(request).toMatchObject({
    url: 'http://stub.test/api/v1/agents/a%201',
    method: 'PUT',
    body: '{"display_name":"A"}',
  })
  expect(headers).toEqual({
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate',
    authorization: 'Bearer cox_test_stub_secret_sum',
    'content-type': 'application/json',
    'idempotency-key': expect.stringMatching(uuid7),
    traceparent: expect.any(String),
    'user-agent': expect.stringMatching(/^coxswain-js\//),
    'x-coxswain-attempt': '0',
  })
})

test('a read carries neither key nor content type', async () => {
  const stub = createStub([ok])
  await stub.client.agents.get('a-1', { idempotencyKey: 'x' })
  expect(Object.keys(stub.requests[0]?.headers ?? {})).not.toContain('idempotency-key')
  expect(Object.keys(stub.requests[0]?.headers ?? {})).not.toContain('content-type')
})

test('two calls have two keys; the caller’s own is sent as it is', async () => {
  const stub = createStub([ok])
  await stub.client.agents.heartbeat('a-1', { maxRetries: 0 })
  await stub.client.agents.heartbeat('a-1')
  await stub.client.agents.heartbeat('a-1', { idempotencyKey: 'mine' })
  const [one, two, three] = stub.requests.map((request) => request.headers['idempotency-key'])
  expect(one).toMatch(uuid7)
  expect(two).not.toBe(one)
  expect(three).toBe('mine')
})

test('ifMatch is sent as If-Match', async () => {
  const stub = createStub([problem(412, 'precondition_failed')])
  const call = stub.client.agents.upsert('a-1', { display_name: 'A' }, { ifMatch: '"1"' })
  expect(await rejection(call)).toBeInstanceOf(PreconditionFailedError)
  expect(stub.requests[0]?.headers['if-match']).toBe('"1"')
})

test('headers of the call win over the client’s, and null takes one away', async () => {
  const stub = createStub([ok], { headers: { 'X-A': '1', 'x-b': '1' } })
  await stub.client.agents.get('a-1', { headers: { 'x-a': '2', Authorization: null } })
  expect(stub.requests[0]?.headers).toMatchObject({ 'x-a': '2', 'x-b': '1' })
  expect(stub.requests[0]?.headers).not.toHaveProperty('authorization')
})

test('an operation that needs no credential gets none', async () => {
  const stub = createStub([json({ status: 'ok' })])
  await stub.client.ops.health()
  expect(stub.requests[0]?.headers).not.toHaveProperty('authorization')
})

test('withResponse gives status, headers and request id', async () => {
  const { client } = createStub([ok])
  const { data, status, headers, requestId } = await client.agents.get('a-1').withResponse()
  expect([data.id, status, headers.get('etag'), requestId]).toEqual(['a-1', 200, '"1"', 'req_1'])
})

test('no content is undefined, text is a string', async () => {
  const gone = createStub([new Response(null, { status: 204 })])
  expect(await gone.client.apiKeys.revoke('key_1')).toBeUndefined()
  const text = createStub([new Response('up 1\n', { headers: { 'content-type': 'text/plain' } })])
  expect(await text.client.ops.metrics()).toBe('up 1\n')
  expect(text.requests[0]?.headers.accept).toBe('*/*')
})

test('an operation that takes a body always sends one', async () => {
  const stub = createStub([ok])
  await stub.client.sessions.end('ses_1', undefined as never)
  expect(stub.requests[0]?.body).toBe('{}')
})

test.each<[string, (client: Coxswain) => PromiseLike<unknown>]>([
  ['an empty path value', (client) => client.agents.get('')],
  ['a dot segment', (client) => client.agents.get('..')],
  ['NaN in a body', (client) => client.agents.upsert('a-1', { display_name: Number.NaN as never })],
  ['an object in a query', (client) => client.agents.list({ limit: {} as never }).page()],
  ['a path with a query', (client) => client.request('GET', '/agents?limit=1')],
  ['a key with a line end', (c) => c.agents.heartbeat('a-1', { idempotencyKey: 'a\nb' })],
])('%s rejects the call and sends nothing', async (_, call) => {
  const stub = createStub([ok])
  const error = await rejection(call(stub.client))
  expect(error).toMatchObject({ name: 'CoxswainError', code: 'invalid_argument' })
  expect(stub.requests).toHaveLength(0)
})

test('request calls any route with the same transport', async () => {
  const stub = createStub([problem(503, 'draining'), ok])
  const body = { a: 1 }
  const call = stub.client.request<{ id: string }>('POST', '/x/y', {
    body,
    query: { q: ['1', '2'] },
  })
  const { data, status } = await call.withResponse()
  expect([data.id, status]).toEqual(['a-1', 200])
  expect(stub.requests).toHaveLength(2)
  expect(stub.requests[1]).toMatchObject({
    url: 'http://stub.test/api/v1/x/y?q=1&q=2',
    method: 'POST',
    body: '{"a":1}',
    headers: { 'idempotency-key': expect.stringMatching(uuid7) },
  })
})

test('request takes any JSON, and nothing for no content', async () => {
  expect(await createStub([json([1])]).client.request('GET', '/x')).toEqual([1])
  const gone = createStub([new Response(null, { status: 204 })])
  expect(await gone.client.request('DELETE', '/x')).toBeUndefined()
})

test('an error of request names the route', async () => {
  const { client } = createStub([problem(404, 'route_not_found')])
  const error = await rejection(client.request('GET', '/nowhere'))
  expect(error).toBeInstanceOf(NotFoundError)
  expect(error).toMatchObject({ operation: 'GET /nowhere' })
})

test('a client can be extended', async () => {
  class Mine extends Coxswain {
    who(): string {
      return `at ${this.baseUrl}`
    }
  }
  const mine = new Mine({ apiKey: 'k', baseUrl: 'http://x.test' })
  expect(mine.who()).toBe('at http://x.test/api/v1')
  expect(mine.agents.get).toBeTypeOf('function')
  expect(mine).toBeInstanceOf(Coxswain)
})
