import { expect, test } from 'vitest'
import * as errors from './errors.ts'

const { APIError, CoxswainError } = errors
const classes: Readonly<Record<string, unknown>> = errors

const init = (status: number) => ({
  message: `${status} x`,
  status,
  headers: new Headers(),
  problem: undefined,
  retryable: false,
  retryAfter: undefined,
  operation: 'agents.get',
})

test.each([
  [302, 'APIError', 'validation'],
  [400, 'BadRequestError', 'validation'],
  [401, 'AuthenticationError', 'auth'],
  [403, 'PermissionDeniedError', 'auth'],
  [404, 'NotFoundError', 'not_found'],
  [405, 'MethodNotAllowedError', 'validation'],
  [408, 'APIError', 'validation'],
  [409, 'ConflictError', 'conflict'],
  [410, 'GoneError', 'validation'],
  [412, 'PreconditionFailedError', 'conflict'],
  [413, 'PayloadTooLargeError', 'validation'],
  [415, 'UnsupportedMediaTypeError', 'validation'],
  [418, 'APIError', 'validation'],
  [422, 'UnprocessableError', 'validation'],
  [429, 'RateLimitedError', 'rate_limit'],
  [500, 'InternalError', 'internal'],
  [502, 'InternalError', 'internal'],
  [503, 'UnavailableError', 'unavailable'],
  [504, 'InternalError', 'internal'],
] as const)('%d is %s, %s', (status, name, category) => {
  const error = APIError.from(init(status))
  expect(error).toBeInstanceOf(classes[name])
  expect(error).toBeInstanceOf(APIError)
  expect(error).toBeInstanceOf(CoxswainError)
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name, status, category, code: 'unknown', operation: 'agents.get' })
})

test('classes beside each other are told apart', () => {
  expect(APIError.from(init(404))).not.toBeInstanceOf(errors.ConflictError)
  expect(new errors.AbortedError()).not.toBeInstanceOf(APIError)
  expect(new errors.APITimeoutError('late')).toBeInstanceOf(errors.APIConnectionError)
  expect(new Error('x')).not.toBeInstanceOf(CoxswainError)
  for (const value of [null, undefined, 'x', {}]) expect(value instanceof CoxswainError).toBe(false)
})

test('the problem gives code and request id, the header wins for the latter', () => {
  const problem = { code: 'not_found', request_id: 'req_1' }
  expect(APIError.from({ ...init(404), problem })).toMatchObject({
    code: 'not_found',
    requestId: 'req_1',
    problem,
  })
  const headers = new Headers({ 'x-request-id': 'req_2' })
  expect(APIError.from({ ...init(404), problem, headers }).requestId).toBe('req_2')
})

test('instanceof survives a second copy of the library', async () => {
  const copyPath = './errors.ts?second-copy'
  const copy: typeof errors = await import(/* @vite-ignore */ copyPath)
  expect(copy.NotFoundError).not.toBe(errors.NotFoundError)
  const foreign = copy.APIError.from(init(404))
  expect(foreign).toBeInstanceOf(errors.NotFoundError)
  expect(foreign).toBeInstanceOf(APIError)
  expect(foreign).not.toBeInstanceOf(errors.ConflictError)
})

test('a subclass of a user’s own matches only its own instances', () => {
  class MyError extends errors.NotFoundError {}
  expect(APIError.from(init(404))).not.toBeInstanceOf(MyError)
  const mine = new MyError(init(404))
  expect(mine).toBeInstanceOf(MyError)
  expect(mine).toBeInstanceOf(errors.NotFoundError)
})

test('a cause is kept, and absent when there is none', () => {
  const cause = new Error('ECONNREFUSED')
  expect(new errors.APIConnectionError('x', { cause }).cause).toBe(cause)
  expect('cause' in new errors.APIConnectionError('x')).toBe(false)
})

test.each(['constructor', 'toString', '__proto__'])(
  'the category of the code %j follows from the status',
  (code) => {
    const headers = new Headers()
    const rest = { retryable: false, retryAfter: undefined, operation: 'x' }
    const error = APIError.from({ message: '', status: 429, headers, problem: { code }, ...rest })
    expect([error.code, error.category]).toEqual([code, 'rate_limit'])
  },
)
