import { expect, test } from 'vitest'
import { createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import { CoxswainError } from './errors.ts'
import { createFetch, createRawClient } from './raw.ts'

test('a typed call goes through the client’s transport', async () => {
  const stub = createStub([problem(503, 'draining'), json({ id: 'a-1', display_name: 'A' })])
  const raw = createRawClient(stub.client)
  const { data, response } = await raw.PUT('/agents/{agent_id}', {
    params: { path: { agent_id: 'a 1' } },
    body: { display_name: 'A' },
  })
  expect([data?.display_name, response.status]).toEqual(['A', 200])
  expect(stub.requests).toHaveLength(2)
  expect(stub.requests[1]).toMatchObject({
    url: 'http://stub.test/api/v1/agents/a%201',
    method: 'PUT',
    body: '{"display_name":"A"}',
    headers: {
      authorization: 'Bearer cox_test_stub_secret_sum',
      'x-coxswain-attempt': '1',
      'idempotency-key': expect.any(String),
    },
  })
})

test('an error status is an error member, not an exception', async () => {
  const stub = createStub([problem(404, 'not_found')])
  const { data, error, response } = await createRawClient(stub.client).GET('/agents/{agent_id}', {
    params: { path: { agent_id: 'a-1' } },
  })
  expect(data).toBeUndefined()
  expect(error?.code).toBe('not_found')
  expect(response.status).toBe(404)
})

test('a connection that failed for good is an exception', async () => {
  const stub = createStub([new TypeError('fetch failed')])
  const call = createRawClient(stub.client).GET('/agents')
  expect(await rejection(call)).toMatchObject({ name: 'APIConnectionError' })
})

test('queries have the client’s form, dot segments are refused', async () => {
  const stub = createStub([json({ data: [], next_cursor: null, has_more: false })])
  const raw = createRawClient(stub.client)
  await raw.GET('/agents', { params: { query: { limit: 5, capability: "it's (ok)" } } })
  expect(stub.requests[0]?.url).toBe(
    'http://stub.test/api/v1/agents?limit=5&capability=it%27s%20%28ok%29',
  )
  const dots = raw.GET('/agents/{agent_id}', { params: { path: { agent_id: '..' } } })
  expect(await rejection(dots)).toBeInstanceOf(CoxswainError)
})

test('no content has no data', async () => {
  const stub = createStub([new Response(null, { status: 204 })])
  const { data, response } = await createRawClient(stub.client).DELETE('/api-keys/{api_key_id}', {
    params: { path: { api_key_id: 'key_01' } },
  })
  expect([data, response.status]).toEqual([undefined, 204])
})

test('a base URL that is not in normal form works too', async () => {
  const stub = createStub([json({ id: 'a-1' })], { baseUrl: 'HTTP://Stub.test:80' })
  const { data } = await createRawClient(stub.client).GET('/agents/{agent_id}', {
    params: { path: { agent_id: 'a-1' } },
  })
  expect(data?.id).toBe('a-1')
})

test('fetch never sends the key elsewhere', async () => {
  const stub = createStub([json({})])
  for (const url of ['http://else.test/api/v1/x', 'http://stub.test/api/v1', 'http://stub.test/x'])
    expect(await rejection(createFetch(stub.client)(new Request(url)))).toBeInstanceOf(
      CoxswainError,
    )
  expect(stub.requests).toHaveLength(0)
})
