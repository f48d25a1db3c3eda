import { expect, test } from 'vitest'
import { checkMethod, parseOperation } from './operation.ts'

test('a row says what is sent and what must come back', () => {
  expect(parseOperation('agents', 'upsert', 'PUT /{id} bo')).toEqual({
    id: 'agents.upsert',
    method: 'PUT',
    path: '/agents/{id}',
    body: true,
    query: false,
    result: 'object',
    authenticated: true,
    deprecated: false,
    waits: false,
    endless: false,
  })
})

test.each([
  ['GET  qp', { result: 'page', query: true, body: false, path: '/api-keys' }],
  ['DELETE /{id} n', { result: 'nothing', path: '/api-keys/{id}' }],
  ['POST /{id}~ bo', { path: '/api-keys/{id}/rotate' }],
  ['GET =/health/live ut', { result: 'text', authenticated: false, path: '/health/live' }],
  ['GET =~ qs', { result: 'stream', query: true, endless: true, path: '/rotate' }],
  ['GET /{id}/wait qwo', { result: 'object', waits: true, endless: false }],
  ['GET /things da', { result: 'array', deprecated: true, path: '/api-keys/things' }],
] as const)('%s', (row, expected) => {
  expect(parseOperation('apiKeys', 'rotate', row)).toMatchObject(expected)
})

test('a method is one of the known ones, in capitals; a GET takes no body', () => {
  expect(() => checkMethod('PATCH', true)).not.toThrow()
  expect(() => checkMethod('DELETE', true)).not.toThrow()
  expect(() => checkMethod('patch', false)).toThrow('is not a method')
  expect(() => checkMethod('TRACE', false)).toThrow('is not a method')
  expect(() => checkMethod('GET', true)).toThrow('GET takes no body')
})
