import { expect, test } from 'vitest'
import { createRedact, redactHeaders } from './redact.ts'

const redact = createRedact('bootstrap-token')

test.each([
  ['key cox_live_abc123_s3cr3t_f00d failed', 'key [redacted] failed'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
  ['the bootstrap-token itself', 'the [redacted] itself'],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[redacted]'],
  ['nothing to hide', 'nothing to hide'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

test('credentials in headers go by the name', () => {
  const headers = { authorization: 'x', cookie: 'y', 'idempotency-key': 'z', accept: 'a' }
  expect(redactHeaders(headers)).toEqual({
    authorization: '[redacted]',
    cookie: '[redacted]',
    'idempotency-key': '[redacted]',
    accept: 'a',
  })
})
