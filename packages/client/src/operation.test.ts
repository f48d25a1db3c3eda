import { expect, test } from 'vitest'
import { checkMethod, parseOperation } from './operation.ts'

test('a row says what is sent and what must come back', () => {
  expect(parseOperation('agents.upsert', 'PUT /agents/{agent_id} bo Agent')).toEqual({
    id: 'agents.upsert',
    method: 'PUT',
    path: '/agents/{agent_id}',
    body: true,
    query: false,
    result: 'object',
    schema: 'Agent',
    authenticated: true,
    deprecated: false,
    waits: false,
    endless: false,
  })
})

test.each([
  ['GET /agents qp AgentPage', { result: 'page', query: true, body: false }],
  ['DELETE /api-keys/{id} n', { result: 'nothing', schema: undefined }],
  ['GET /metrics ut', { result: 'text', authenticated: false }],
  ['GET /stream qs Event', { result: 'stream', query: true, endless: true, schema: 'Event' }],
  ['GET /approvals/{id}/wait qwo Approval', { result: 'object', waits: true, endless: false }],
  ['GET /things da', { result: 'array', deprecated: true }],
] as const)('%s', (row, expected) => {
  expect(parseOperation('x.y', row)).toMatchObject(expected)
})

test('a method is one of the known ones, in capitals; a GET takes no body', () => {
  expect(() => checkMethod('PATCH', true)).not.toThrow()
  expect(() => checkMethod('DELETE', true)).not.toThrow()
  expect(() => checkMethod('patch', false)).toThrow('is not a method')
  expect(() => checkMethod('TRACE', false)).toThrow('is not a method')
  expect(() => checkMethod('GET', true)).toThrow('GET takes no body')
})
