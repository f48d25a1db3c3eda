import { expect, test } from 'vitest'
import { has, isEndless, parseOperation, untypedOperation } from './operation.ts'

test('a row says what is sent and what must come back', () => {
  expect(parseOperation('agents', 'upsert PUT /{id} bo')).toEqual({
    id: 'agents.upsert',
    method: 'PUT',
    path: '/agents/{id}',
    flags: 'bo',
  })
})

test('a method that stands alone is what most are', () => {
  expect(parseOperation('agents', 'suspend')).toEqual({
    id: 'agents.suspend',
    method: 'POST',
    path: '/agents/{id}/suspend',
    flags: 'bo',
  })
})

test.each([
  ['GET  qp', '/api-keys'],
  ['DELETE /{id} n', '/api-keys/{id}'],
  ['POST /{id}~ bo', '/api-keys/{id}/rotate'],
  ['GET =/health/live ut', '/health/live'],
  ['GET =~ qs', '/rotate'],
  ['GET /things do', '/api-keys/things'],
] as const)('the path of %s is %s', (row, path) => {
  expect(parseOperation('apiKeys', `rotate ${row}`).path).toBe(path)
})

test('a stream, and what is told to, is tried without end', () => {
  expect(isEndless(parseOperation('events', 'stream GET =~ qs'))).toBe(true)
  expect(isEndless({ ...parseOperation('approvals', 'wait GET /{id}~ qwo'), flags: 'qwoe' })).toBe(
    true,
  )
  expect(isEndless(parseOperation('approvals', 'wait GET /{id}~ qwo'))).toBe(false)
  expect(has({ flags: 'qwo' }, 'w')).toBe(true)
})

test('a method is one of the known ones, in capitals; a GET takes no body', () => {
  expect(untypedOperation('PATCH', '/x', '', true)).toMatchObject({ id: 'PATCH /x', flags: '' })
  expect(() => untypedOperation('DELETE', '/x', '', true)).not.toThrow()
  const odd = (method: string, body: boolean) => () =>
    untypedOperation(method as never, '/x', '', body)
  expect(odd('patch', false)).toThrow('is not a method')
  expect(odd('TRACE', false)).toThrow('is not a method')
  expect(odd('GET', true)).toThrow('GET takes no body')
})
