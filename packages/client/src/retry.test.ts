import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoff, isRetriedStatus, parseRetryAfter } from './retry.ts'

test.each([408, 429, 500, 502, 503, 504])('%d is retried', (status) => {
  expect(isRetriedStatus(status, false)).toBe(true)
})

test.each([302, 400, 401, 404, 409, 422, 501, 505])('%d is not', (status) => {
  expect(isRetriedStatus(status, undefined)).toBe(false)
})

test('409 is retried only when the problem says so, and no other refusal ever', () => {
  expect(isRetriedStatus(409, true)).toBe(true)
  expect(isRetriedStatus(422, true)).toBe(false)
})

test('the wait grows to the cap and is random from 0 to all of it', () => {
  expect([0, 1, 2, 3, 4, 5, 90].map((retry) => backoff(retry, 1, 500))).toEqual([
    500, 1000, 2000, 4000, 8000, 8000, 8000,
  ])
  expect(backoff(3, 0, 500)).toBe(0)
  expect(backoff(0, 0.5, 500)).toBe(250)
  expect(backoff(1, 0.5, 100)).toBe(100)
})

const date = 'Sat, 21 Nov 2026 10:00:00 GMT'

test.each([
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after': '1.001' }, 1001],
  [{ 'retry-after': '999999999' }, 999_999_999_000],
  [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
  [{ 'retry-after-ms': '-1', 'retry-after': '9' }, 9000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT', date }, 30_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 09:59:00 GMT', date }, 0],
])('%j asks for %d ms', (headers, expected) => {
  expect(parseRetryAfter(new Headers(headers as Record<string, string>))).toBe(expected)
})

test.each([
  {},
  { 'retry-after': '' },
  { 'retry-after': '-1' },
  { 'retry-after': '+1' },
  { 'retry-after': '1e3' },
  { 'retry-after': '1.' },
  { 'retry-after': '1.2345' },
  { 'retry-after': '1234567890' },
  { 'retry-after': 'soon' },
  { 'retry-after': '1, 2' },
  { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' },
  { 'retry-after': 'Sun, 21 Nov 2026 10:00:30 GMT', date },
  { 'retry-after': 'Saturday, 21-Nov-26 10:00:30 GMT', date },
  { 'retry-after': 'Sat Nov 21 10:00:30 2026', date },
  { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 +0000', date },
  { 'retry-after': '2026-11-21T10:00:30Z', date },
  { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT', date: 'today' },
])('%j asks for nothing', (headers) => {
  expect(parseRetryAfter(new Headers(headers as Record<string, string>))).toBeUndefined()
})

/** As `Headers` would be, but for values of any kind. */
function headersOf(values: Record<string, string>): Headers {
  return { get: (name: string) => values[name] ?? null } as Headers
}

test('no header value breaks the reader', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[0-9.+: A-Za-z]{0,30}$/),
  )
  fc.assert(
    fc.property(value, value, value, (wish, date, ms) => {
      const headers = { 'retry-after': wish, date, 'retry-after-ms': ms }
      expect(parseRetryAfter(headersOf(headers)) ?? 0).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('dates are read against the clock of the server', () => {
  const from = { min: new Date('1970-01-01'), max: new Date('2199-01-01'), noInvalidDate: true }
  fc.assert(
    fc.property(fc.date(from), fc.integer({ min: 0, max: 1_000_000 }), (start, seconds) => {
      const date = new Date(Math.floor(start.getTime() / 1000) * 1000)
      const until = new Date(date.getTime() + seconds * 1000)
      const headers = { 'retry-after': until.toUTCString(), date: date.toUTCString() }
      expect(parseRetryAfter(headersOf(headers))).toBe(seconds * 1000)
    }),
  )
})
