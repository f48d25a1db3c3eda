import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { type Answer, createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import { settle } from '../test/stub-stream.ts'
import { AbortedError, APITimeoutError, type CoxswainError } from './errors.ts'

const pending = json({ id: 'apr_1', status: 'pending' })
const approved = json({ id: 'apr_1', status: 'approved' })
const never: Answer = () => new Promise(() => undefined)

/** A server that holds a pending answer back for as long as it was asked to. */
const slowly =
  (stub: () => { runtime: { advance(ms: number): void } }): Answer =>
  ({ url }) => {
    stub().runtime.advance(Number(new URL(url).searchParams.get('timeout_seconds')) * 1000)
    return pending.clone()
  }

test.each<[string, object | undefined, object | undefined, number]>([
  ['25 s and 10 s', undefined, undefined, 35_000],
  ['what was asked for and 10 s', { timeout_seconds: 50 }, {}, 60_000],
  ['what the call says', { timeout_seconds: 50 }, { timeout: 2000 }, 2000],
])(
  'one long poll may take %s, whatever the client’s time-out is',
  async (_, query, options, ms) => {
    const { client, runtime } = createStub([never], { timeout: 100, maxRetries: 0 })
    const error = rejection(client.approvals.wait('apr_1', query, options))
    await settle()
    runtime.advance(ms - 1)
    await settle()
    expect(runtime.timers.size).toBe(1)
    runtime.advance(1)
    expect(await error).toMatchObject({ message: `the attempt took longer than ${ms} ms` })
  },
)

test('null switches the time-out of a long poll off', async () => {
  const { client, runtime } = createStub([never])
  void client.approvals.wait('apr_1', {}, { timeout: null })
  await settle()
  expect(runtime.timers.size).toBe(0)
})

test('it asks until the approval is decided, and gives it back whatever it became', async () => {
  const denied = json({ id: 'apr_1', status: 'denied', message: 'no' })
  const { client, runtime, requests } = createStub([
    slowly(() => ({ runtime })),
    slowly(() => ({ runtime })),
    denied,
  ])
  expect(await client.approvals.waitFor('apr_1')).toMatchObject({ status: 'denied' })
  expect(requests.map(({ url }) => url)).toEqual(
    Array(3).fill('http://stub.test/api/v1/approvals/apr_1/wait?timeout_seconds=25'),
  )
  expect(runtime.sleeps).toEqual([])
})

test('a state that is not known here is not pending', async () => {
  const { client } = createStub([json({ id: 'apr_1', status: 'escalated' })])
  expect(await client.approvals.waitFor('apr_1')).toMatchObject({ status: 'escalated' })
})

test('a server that answers at once is asked again a second later', async () => {
  const { client, runtime, requests } = createStub([pending, pending, approved])
  await client.approvals.waitFor('apr_1', { waitSeconds: 0, headers: { 'x-team': 'a' } })
  expect(runtime.sleeps).toEqual([1000, 1000])
  expect(requests[2]).toMatchObject({
    url: 'http://stub.test/api/v1/approvals/apr_1/wait?timeout_seconds=0',
    headers: { 'x-team': 'a' },
  })
})

test('outages do not end it: it asks ever more slowly, and takes nothing from other calls', async () => {
  const down = problem(503, 'draining')
  const now = problem(503, 'draining', {}, { 'retry-after': '0' })
  const many = Array.from({ length: 20 }, () => now)
  const answers = [new TypeError('refused'), ...Array(6).fill(down), ...many, approved, now]
  const { client, runtime } = createStub(answers, { maxRetries: 0, deadline: 1000 })
  expect(await client.approvals.waitFor('apr_1')).toMatchObject({ status: 'approved' })
  expect(runtime.sleeps).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000, ...Array(20).fill(0)])
  const error = (await rejection(client.agents.get('a-1', { maxRetries: 9 }))) as CoxswainError
  expect(error.retryStopped).toBeUndefined()
})

test.each([403, 404, 501])('%s ends it', async (status) => {
  const { client, requests } = createStub([problem(status, 'x')])
  expect(await rejection(client.approvals.waitFor('apr_1'))).toMatchObject({ status })
  expect(requests).toHaveLength(1)
})

test('`timeout` is one limit over all it does; the client’s deadline is none', async () => {
  const { client, runtime, requests } = createStub([slowly(() => ({ runtime })), never], {
    deadline: 10,
  })
  const error = rejection(client.approvals.waitFor('apr_1', { timeout: 40_000 }))
  await settle()
  expect(requests).toHaveLength(2)
  runtime.advance(15_000)
  expect(await error).toBeInstanceOf(APITimeoutError)
  expect(await error).toMatchObject({
    code: 'deadline_exceeded',
    operation: 'approvals.wait',
    message: 'the call took longer than its deadline of 40000 ms',
  })
  expect(runtime.timers.size).toBe(0)
})

test('`timeout` ends the pause of a hasty server too', async () => {
  const { client } = createStub([pending])
  const error = await rejection(client.approvals.waitFor('apr_1', { timeout: 2500 }))
  expect(error).toMatchObject({ code: 'deadline_exceeded' })
})

test('the caller’s signal ends it, and leaves nothing behind', async () => {
  const { client, runtime, requests } = createStub([never])
  const controller = new AbortController()
  const { signal } = controller
  const error = rejection(client.approvals.waitFor('apr_1', { signal }))
  await settle()
  controller.abort(new Error('enough'))
  expect(await error).toBeInstanceOf(AbortedError)
  expect(requests[0]?.signal.aborted).toBe(true)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(runtime.timers.size).toBe(0)
})

test.each([
  ['an id that is no path value', '..', {}],
  ['a time-out of 0', 'apr_1', { timeout: 0 }],
  ['a wait that is no number', 'apr_1', { waitSeconds: Number.NaN }],
])('%s is refused, and nothing sent', async (_, id, options) => {
  const { client, requests } = createStub([approved])
  const error = await rejection(client.approvals.waitFor(id, options))
  expect(error).toMatchObject({ code: 'invalid_argument' })
  expect(requests).toHaveLength(0)
})
