import { expect, test } from 'vitest'
import { describeProblem, readProblem } from './problem.ts'

const redact = (text: string) => text.replaceAll('hunter2', '[redacted]')

test.each(['', 'oops', '<html>', '[]', '"x"', 'null', '{'])('%j is no problem document', (body) => {
  expect(readProblem(body, redact)).toBeUndefined()
})

test('members of the wrong type are left out, unknown ones stay', () => {
  const body =
    '{"code":5,"detail":"x","retryable":"yes","errors":{},"status":"400","instance":1,"balance":30}'
  expect(readProblem(body, redact)).toEqual({ detail: 'x', balance: 30 })
})

const describe = (status: number, body: string, headers = {}) =>
  describeProblem(status, new Headers(headers), readProblem(body, redact), body, 'agents.upsert')

test('without a detail a refused field is told by its name', () => {
  const errors = [
    { pointer: '/act/command', code: 'min_length', message: 'must not be empty' },
    { pointer: '/goal', code: 'required', message: 'is required' },
  ]
  const body = JSON.stringify({
    code: 'validation_failed',
    request_id: 'req_1',
    type: '/e',
    errors,
  })
  expect(describe(422, body)).toBe(
    '422 validation_failed: `act.command` must not be empty (and 1 more) (request req_1)\n' +
      '  at agents.upsert   docs: /e',
  )
})

test.each([
  ['#/query/limit', '`query.limit` is wrong'],
  ['', 'is wrong'],
  [5, 'is wrong'],
])('the pointer %j', (pointer, expected) => {
  const body = JSON.stringify({ code: 'x', errors: [{ pointer, message: 'is wrong' }] })
  expect(describe(422, body)).toBe(`422 x: ${expected}\n  at agents.upsert`)
})

test('the detail speaks first', () => {
  const errors = [{ pointer: '/a', code: 'x', message: 'is wrong' }]
  const body = JSON.stringify({ code: 'y', detail: '`a` is wrong, and so is `b`', errors })
  expect(describe(422, body)).toBe('422 y: `a` is wrong, and so is `b`\n  at agents.upsert')
})

test('without refused fields the title is better than nothing', () => {
  expect(describe(404, '{"code":"not_found","detail":"gone","title":"Not found"}')).toBe(
    '404 not_found: gone\n  at agents.upsert',
  )
  expect(describe(404, '{"code":"not_found","title":"Not found"}', { 'x-request-id': 'r' })).toBe(
    '404 not_found: Not found (request r)\n  at agents.upsert',
  )
})

test('a foreign body is quoted, up to 500 characters', () => {
  expect(describe(502, 'bad gateway')).toBe('502 unknown: bad gateway\n  at agents.upsert')
  expect(describe(502, '')).toBe('502 unknown\n  at agents.upsert')
  expect(describe(502, '😀'.repeat(900))).toBe(
    `502 unknown: ${'😀'.repeat(500)}\n  at agents.upsert`,
  )
})

test('a secret that the server repeats is redacted, however deep', () => {
  expect(readProblem('{"detail":"not hunter2","echo":[{"a":"hunter2"}]}', redact)).toEqual({
    detail: 'not [redacted]',
    echo: [{ a: '[redacted]' }],
  })
})
