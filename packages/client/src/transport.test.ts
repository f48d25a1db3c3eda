import { getEventListeners } from 'node:events'
import { expect, test, vi } from 'vitest'
import { type Answer, createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import {
  AbortedError,
  APIConnectionError,
  APIError,
  APITimeoutError,
  ConflictError,
  RateLimitedError,
  UnavailableError,
} from './errors.ts'

const ok = json({ id: 'a-1' })
const down = problem(503, 'draining', { retryable: true })
const never: Answer = () => new Promise(() => undefined)

test('two retries by default, with full jitter before each', async () => {
  const stub = createStub([down])
  const error = await rejection(stub.client.agents.get('a-1'))
  expect(error).toBeInstanceOf(UnavailableError)
  expect(stub.runtime.sleeps).toEqual([250, 500])
  expect(stub.requests.map((request) => request.headers['x-coxswain-attempt'])).toEqual([
    '0',
    '1',
    '2',
  ])
})

test('the call’s own count of retries wins over the client’s', async () => {
  const stub = createStub([down], { maxRetries: 5 })
  await rejection(stub.client.agents.get('a-1', { maxRetries: 0 }))
  expect(stub.requests).toHaveLength(1)
  await rejection(stub.client.agents.get('a-1'))
  expect(stub.requests).toHaveLength(7)
})

test.each<[string, Answer]>([
  ['a connection that failed', new TypeError('fetch failed')],
  ['408', problem(408, 'x')],
  ['429', problem(429, 'rate_limited')],
  ['500, whatever the problem says', problem(500, 'internal_error', { retryable: false })],
  ['502 without a problem', new Response('bad gateway', { status: 502 })],
  ['504', problem(504, 'x')],
  ['409 that says so', problem(409, 'idempotency_in_progress', { retryable: true })],
])('%s is retried', async (_, answer) => {
  const stub = createStub([answer, ok])
  expect(await stub.client.agents.upsert('a-1', { display_name: 'A' })).toEqual({ id: 'a-1' })
  expect(stub.requests).toHaveLength(2)
})

test.each<[string, Answer]>([
  ['409', problem(409, 'agent_retired')],
  ['404, even if it says so', problem(404, 'not_found', { retryable: true })],
  ['501', problem(501, 'x')],
  ['a redirect', new Response(null, { status: 302, headers: { location: 'http://else.test' } })],
  [
    'a 2xx that is not JSON',
    new Response('{', { headers: { 'content-type': 'application/json' } }),
  ],
])('%s is not', async (_, answer) => {
  const stub = createStub([answer, ok])
  await rejection(stub.client.agents.upsert('a-1', { display_name: 'A' }))
  expect(stub.requests).toHaveLength(1)
})

test('every attempt of a write sends the same key and the same body', async () => {
  const stub = createStub([down, down, ok])
  await stub.client.agents.upsert('a-1', { display_name: 'A' })
  const sent = stub.requests.map(({ body, headers }) => [body, headers['idempotency-key']])
  expect(new Set(sent.map(String)).size).toBe(1)
  expect(sent[0]?.[0]).toBe('{"display_name":"A"}')
})

test('the server’s wish wins over the jitter, and 0 is now', async () => {
  const wish = (value: string) => problem(429, 'rate_limited', {}, { 'retry-after': value })
  const stub = createStub([wish('7'), wish('0'), ok])
  await stub.client.agents.get('a-1')
  expect(stub.runtime.sleeps).toEqual([7000, 0])
})

test('a wish of a minute is honoured, a longer one fails at once', async () => {
  const wish = (value: string) => problem(429, 'rate_limited', {}, { 'retry-after': value })
  const patient = createStub([wish('60'), ok])
  await patient.client.agents.get('a-1')
  expect(patient.runtime.sleeps).toEqual([60_000])
  const stub = createStub([wish('60.001'), ok])
  const error = await rejection(stub.client.agents.get('a-1'))
  expect(error).toBeInstanceOf(RateLimitedError)
  expect(error).toMatchObject({ retryAfter: 60.001, retryStopped: 'retry_after' })
  expect(stub.runtime.sleeps).toEqual([])
})

test('when the budget is empty the original error is raised and says so', async () => {
  const stub = createStub([down], { maxRetries: 100 })
  const error = await rejection(stub.client.agents.get('a-1'))
  expect(error).toMatchObject({ name: 'UnavailableError', retryStopped: undefined })
  const still = createStub([down], {
    maxRetries: 100,
    runtime: { ...stub.runtime, monotonic: () => 0 },
  })
  expect(await rejection(still.client.agents.get('a-1'))).toMatchObject({
    name: 'UnavailableError',
    retryStopped: 'budget',
  })
  expect(still.requests).toHaveLength(11)
})

test('an attempt that takes too long is a timeout, and is retried', async () => {
  const stub = createStub([never, ok], { timeout: 1000 })
  const call = stub.client.agents.get('a-1')
  await vi.waitFor(() => expect(stub.runtime.timers.size).toBe(1))
  stub.runtime.advance(1000)
  expect(await call).toEqual({ id: 'a-1' })
  expect(stub.requests[0]?.signal.aborted).toBe(true)
})

test('a body that keeps dripping does not escape the timeout', async () => {
  const dripping: Answer = () => new Response(new ReadableStream({ pull: () => never as never }))
  const stub = createStub([dripping], { timeout: 1000, maxRetries: 0 })
  const call = rejection(stub.client.agents.get('a-1'))
  await vi.waitFor(() => expect(stub.runtime.timers.size).toBe(1))
  stub.runtime.advance(1000)
  expect(await call).toMatchObject({
    name: 'APITimeoutError',
    code: 'timeout',
    message: 'the attempt took longer than 1000 ms',
  })
})

test('the deadline ends an attempt, and the call', async () => {
  const stub = createStub([never, ok], { deadline: 500 })
  const call = rejection(stub.client.agents.get('a-1'))
  await vi.waitFor(() => expect(stub.runtime.timers.size).toBe(1))
  stub.runtime.advance(500)
  const error = await call
  expect(error).toBeInstanceOf(APITimeoutError)
  expect(error).toMatchObject({ code: 'deadline_exceeded', operation: 'agents.get' })
  expect(stub.requests).toHaveLength(1)
})

test('a wait that would pass the deadline ends the call at once, with the original error', async () => {
  const stub = createStub([down], { deadline: 400 })
  const error = await rejection(stub.client.agents.get('a-1'))
  expect(error).toBeInstanceOf(APITimeoutError)
  expect((error as Error).cause).toBeInstanceOf(UnavailableError)
  expect(stub.runtime.sleeps).toEqual([250])
  expect(stub.requests).toHaveLength(2)
})

test('a deadline that passes during the wait ends it', async () => {
  const stub = createStub([down], {
    deadline: 1000,
    runtime: { sleep: () => new Promise(() => undefined) },
  })
  const call = rejection(stub.client.agents.get('a-1', { deadline: 300 }))
  const error = await call
  expect(error).toMatchObject({ code: 'deadline_exceeded' })
})

test('the caller’s abort ends the attempt and the call', async () => {
  const controller = new AbortController()
  const stub = createStub([never])
  const call = rejection(stub.client.agents.get('a-1', { signal: controller.signal }))
  await vi.waitFor(() => expect(stub.requests).toHaveLength(1))
  controller.abort('enough')
  const error = await call
  expect(error).toBeInstanceOf(AbortedError)
  expect(error).toMatchObject({ cause: 'enough', operation: 'agents.get' })
  expect(stub.requests[0]?.signal.aborted).toBe(true)
})

test('an abort during the wait makes no further attempt', async () => {
  const controller = new AbortController()
  const sleep = async () => controller.abort()
  const stub = createStub([down], { runtime: { sleep: async () => void (await sleep()) } })
  const error = await rejection(stub.client.agents.get('a-1', { signal: controller.signal }))
  expect(error).toBeInstanceOf(AbortedError)
  expect(stub.requests).toHaveLength(1)
})

test('a signal aborted before sends nothing', async () => {
  const stub = createStub([ok])
  const signal = AbortSignal.abort()
  expect(await rejection(stub.client.agents.get('a-1', { signal }))).toBeInstanceOf(AbortedError)
  expect(stub.requests).toHaveLength(0)
})

test('a long-lived signal keeps no listener of any call', async () => {
  const { signal } = new AbortController()
  const stub = createStub([down, ok, problem(404, 'not_found'), new Error('reset')])
  for (let call = 0; call < 4; call++)
    await stub.client.agents.get('a-1', { signal }).catch(() => undefined)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  expect(stub.runtime.timers.size).toBe(0)
})

test('a connection error keeps its cause, a redirect its status', async () => {
  const reset = new TypeError('fetch failed')
  const broken = await rejection(createStub([reset]).client.agents.get('a-1'))
  expect(broken).toBeInstanceOf(APIConnectionError)
  expect(broken).toMatchObject({ cause: reset, code: 'connection_error', operation: 'agents.get' })
  const moved = await rejection(createStub([new Response(null, { status: 307 })]).client.ops.live())
  expect(moved).toBeInstanceOf(APIError)
  expect(moved).toMatchObject({ status: 307, name: 'APIError' })
})

test('refusals are never redirected to: fetch is told not to follow', async () => {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => problem(409, 'agent_retired'))
  const { client } = createStub([], { fetch })
  expect(await rejection(client.agents.resume('a-1'))).toBeInstanceOf(ConflictError)
  expect(fetch.mock.calls[0]?.[1].redirect).toBe('manual')
})

test('attempts and retries are logged with times and without secrets', async () => {
  const logger = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() }
  const stub = createStub([down, ok], { logger, logLevel: 'debug' })
  await stub.client.agents.get('cox_live_key_in_a_path')
  expect(logger.debug.mock.calls.map(([message, fields]) => [message, fields.status])).toEqual([
    ['attempt', 503],
    ['attempt', 200],
  ])
  expect(logger.debug.mock.calls[0]?.[1]).toMatchObject({
    operation: 'agents.get',
    method: 'GET',
    path: '/api/v1/agents/[redacted]',
    attempt: 0,
    duration_ms: 0,
    headers: { authorization: '[redacted]' },
  })
  expect(logger.info.mock.calls).toEqual([
    ['retry', { operation: 'agents.get', attempt: 1, delay_ms: 250, error: 'draining' }],
  ])
  expect(JSON.stringify(logger.debug.mock.calls)).not.toContain('cox_')
})
