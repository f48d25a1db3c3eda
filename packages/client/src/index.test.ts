import { expect, test } from 'vitest'
import * as client from './index.ts'
import * as raw from './raw.ts'

test('the public names are these', () => {
  expect(Object.keys(client).sort()).toEqual([
    'APIConnectionError',
    'APIError',
    'APIPromise',
    'APITimeoutError',
    'AbortedError',
    'AuthenticationError',
    'BadRequestError',
    'ConflictError',
    'Coxswain',
    'CoxswainError',
    'GoneError',
    'GovernedError',
    'InternalError',
    'MethodNotAllowedError',
    'NotFoundError',
    'Paginator',
    'PayloadTooLargeError',
    'PermissionDeniedError',
    'PreconditionFailedError',
    'RateLimitedError',
    'ResponseFormatError',
    'UnavailableError',
    'UnprocessableError',
    'UnsupportedMediaTypeError',
    'defaultRuntime',
    'version',
  ])
  expect(Object.keys(raw)).toEqual(['createRawClient', 'createFetch'])
})
