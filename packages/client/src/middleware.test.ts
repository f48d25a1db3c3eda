import { expect, test } from 'vitest'
import { createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import { APIConnectionError, CoxswainError } from './errors.ts'
import type { Middleware } from './middleware.ts'

const ok = json({ id: 'a-1' })

test('the first one registered is the outermost, and each wraps every attempt', async () => {
  const steps: string[] = []
  const layer =
    (name: string): Middleware =>
    async (request, next) => {
      steps.push(`${name} ${request.operation} ${request.attempt}`)
      const response = await next(request)
      steps.push(`${name} ${response.status}`)
      return response
    }
  const middleware = [layer('outer'), layer('inner')]
  const { client } = createStub([problem(503, 'draining'), ok], { middleware })
  await client.agents.get('a-1')
  expect(steps).toEqual([
    'outer agents.get 0',
    'inner agents.get 0',
    'inner 503',
    'outer 503',
    'outer agents.get 1',
    'inner agents.get 1',
    'inner 200',
    'outer 200',
  ])
})

test('headers may be changed, for the one attempt', async () => {
  const mark: Middleware = (request, next) => {
    request.headers[`x-seen-${request.attempt}`] = 'yes'
    return next(request)
  }
  const stub = createStub([problem(503, 'draining'), ok], { middleware: [mark] })
  await stub.client.agents.get('a-1')
  expect(stub.requests[1]?.headers).toMatchObject({ 'x-seen-1': 'yes' })
  expect(stub.requests[1]?.headers).not.toHaveProperty('x-seen-0')
})

test('one that answers itself sends nothing', async () => {
  const cached: Middleware = async () => json({ id: 'cached' })
  const stub = createStub([ok], { middleware: [cached] })
  expect(await stub.client.agents.get('a-1')).toEqual({ id: 'cached' })
  expect(stub.requests).toHaveLength(0)
})

test('what it throws reaches the caller as it is, and is not retried', async () => {
  const bug = new RangeError('a bug')
  const stub = createStub([ok], { middleware: [() => Promise.reject(bug)] })
  expect(await rejection(stub.client.agents.get('a-1'))).toBe(bug)
  expect(stub.runtime.sleeps).toEqual([])
})

test('a connection error that it throws is retried', async () => {
  let attempts = 0
  const flaky: Middleware = (request, next) => {
    attempts++
    if (request.attempt === 0) throw new APIConnectionError('down')
    return next(request)
  }
  const { client } = createStub([ok], { middleware: [flaky] })
  await client.agents.get('a-1')
  expect(attempts).toBe(2)
})

test('a header value that it breaks is refused before anything is sent', async () => {
  const broken: Middleware = (request, next) => {
    request.headers['x-broken'] = 'a\nb'
    return next(request)
  }
  const stub = createStub([ok], { middleware: [broken] })
  expect(await rejection(stub.client.agents.get('a-1'))).toBeInstanceOf(CoxswainError)
  expect(stub.requests).toHaveLength(0)
})

test('one that answers with nothing is told so, and nothing is retried', async () => {
  const forgetful = (async () => undefined) as unknown as Middleware
  const stub = createStub([ok], { middleware: [forgetful] })
  const error = await rejection(stub.client.agents.get('a-1'))
  expect(error).toMatchObject({ name: 'CoxswainError', code: 'invalid_argument' })
  expect(stub.runtime.sleeps).toEqual([])
})

test('even undefined reaches the caller when it is thrown', async () => {
  const stub = createStub([ok], { middleware: [() => Promise.reject(undefined)] })
  expect(await rejection(stub.client.agents.get('a-1'))).toBeUndefined()
})

test('a header set in another case replaces the one that is there', async () => {
  const impersonate: Middleware = (request, next) => {
    request.headers.Authorization = 'Bearer other'
    return next(request)
  }
  const stub = createStub([ok], { middleware: [impersonate] })
  await stub.client.agents.get('a-1')
  expect(stub.requests[0]?.headers.authorization).toBe('Bearer other')
  expect(stub.requests[0]?.headers).not.toHaveProperty('Authorization')
})
