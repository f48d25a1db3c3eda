import { expect, test } from 'vitest'
import { APIConnectionError, CoxswainError, ResponseFormatError } from './errors.ts'
import { parseOperation } from './operation.ts'
import { type ResponseValidators, readReply, readResult, toApiError } from './response.ts'

const encoder = new TextEncoder()

interface Given {
  readonly row?: string
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
  readonly validators?: ResponseValidators
}

function read({ row = 'GET  o', body, headers, validators }: Given): unknown {
  const bytes = typeof body === 'string' ? encoder.encode(body) : body
  const all = new Headers({ 'content-type': 'application/json', ...headers })
  const reply = { status: 200, headers: all, body: bytes }
  return readResult(parseOperation('x', `y ${row}`), reply, validators)
}

test('a redirect that a browser hides behind status 0 is one', async () => {
  const hidden = Response.error()
  expect(hidden.status).toBe(0)
  const { status } = await readReply(hidden, parseOperation('x', 'y GET /x o'))
  expect(status).toBe(302)
})

test('a result is what the body says, nothing is coerced or lost', () => {
  const body = '{"n":"5","at":"2026-11-21T00:00:00.000Z","new":{"deep":[1]}}'
  expect(read({ body })).toEqual(JSON.parse(body))
})

test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/json ;a=b'])(
  'the content type %s is JSON',
  (type) => {
    expect(read({ body: '{}', headers: { 'content-type': type } })).toEqual({})
  },
)

test.each([
  'text/html',
  'application/jsonx',
  'application/x+json',
  '',
  'text/plain; a=application/json',
])('the content type %j is not', (type) => {
  const attempt = () => read({ body: '{}', headers: { 'content-type': type } })
  expect(attempt).toThrow(ResponseFormatError)
  expect(attempt).toThrow('the content type is not JSON\n  at x.y')
})

test.each<[string, string, string, string]>([
  ['broken JSON', 'GET /x o', '{"a":', 'the body is not strict JSON'],
  ['NaN', 'GET /x o', '{"a":NaN}', 'the body is not strict JSON'],
  ['an empty body', 'GET /x o', '', 'the body is not strict JSON'],
  ['an array for an object', 'GET /x o', '[]', 'the body is not an object'],
  ['null for an object', 'GET /x o', 'null', 'the body is not an object'],
  ['an object for a page', 'GET /x qp', '{}', 'the body is not a page'],
  ['a list for a page', 'GET /x qp', '[]', 'the body is not a page'],
  ['a page without more', 'GET /x qp', '{"data":[],"next_cursor":null}', 'the body is not a page'],
  [
    'a page that promises more without a cursor',
    'GET /x qp',
    '{"data":[],"next_cursor":null,"has_more":true}',
    'the body is not a page',
  ],
])('%s is a ResponseFormatError', (_, row, body, message) => {
  const attempt = () => read({ row, body })
  expect(attempt).toThrow(ResponseFormatError)
  expect(attempt).toThrow(`${message}\n  at x.y`)
})

test('bytes that are not UTF-8 are no JSON', () => {
  expect(() => read({ body: new Uint8Array([0x22, 0xc3, 0x28, 0x22]) })).toThrow(
    ResponseFormatError,
  )
})

test('a compressed body that cannot be read counts as one that broke off', () => {
  const attempt = () => read({ body: '{"a":', headers: { 'content-encoding': 'gzip' } })
  expect(attempt).toThrow(APIConnectionError)
  expect(() => read({ body: '{"a":', headers: { 'content-encoding': 'identity' } })).toThrow(
    ResponseFormatError,
  )
})

test('JSON where text is declared is no text', () => {
  const attempt = () => read({ row: 'GET /metrics ut', body: '{}' })
  expect(attempt).toThrow(ResponseFormatError)
  expect(attempt).toThrow('the content type is not text\n  at x.y')
})

test('text is text, nothing is undefined, whatever the body', () => {
  const text = { 'content-type': 'text/plain; version=0.0.4' }
  expect(read({ row: 'GET /metrics ut', body: 'a 1\n', headers: text })).toBe('a 1\n')
  expect(read({ row: 'DELETE /x n', body: 'x', headers: text })).toBeUndefined()
  const broken = () => read({ row: 'GET /metrics ut', body: new Uint8Array([0xff]), headers: text })
  expect(broken).toThrow('the body is not UTF-8 text\n  at x.y')
})

const thing = {
  safeParse: (value: unknown) =>
    (value as { n?: unknown }).n === 5
      ? { success: true }
      : { success: false, error: { issues: [{ path: ['n', 'a/b~', 0] }] } },
}

test('validators see the whole result, and the pointer of the first issue is told', () => {
  const validators = { 'x.y': thing }
  expect(read({ body: '{"n":5,"more":1}', validators })).toEqual({ n: 5, more: 1 })
  const attempt = () => read({ body: '{"n":"5"}', validators })
  expect(attempt).toThrow(ResponseFormatError)
  expect(attempt).toThrow('the body does not match its schema at "/n/a~1b~0/0"')
})

test('a result without its validator is never passed unchecked', () => {
  expect(() => read({ body: '{}', validators: {} })).toThrow(CoxswainError)
})

test('an error keeps status, headers, problem and wish, and hides keys', () => {
  const body = encoder.encode('{"code":"rate_limited","detail":"cox_a_b_c slow down"}')
  const headers = new Headers({ 'retry-after': '61.5', 'x-request-id': 'req_9' })
  const error = toApiError({ status: 429, headers, body }, 'x.y', (text) =>
    text.replace('cox_a_b_c', '[redacted]'),
  )
  expect(error).toMatchObject({
    name: 'RateLimitedError',
    code: 'rate_limited',
    retryAfter: 61.5,
    requestId: 'req_9',
    retryable: true,
    headers,
    message: '429 rate_limited: [redacted] slow down (request req_9)\n  at x.y',
  })
})

test('an error is retryable as its problem says, else as its status is', () => {
  const retryable = (status: number, body: string) =>
    toApiError({ status, headers: new Headers(), body: encoder.encode(body) }, 'x.y', String)
      .retryable
  expect(retryable(500, '{"code":"internal_error","retryable":false}')).toBe(false)
  expect(retryable(409, '{"code":"idempotency_in_progress","retryable":true}')).toBe(true)
  expect(retryable(503, '')).toBe(true)
  expect(retryable(404, '')).toBe(false)
})
