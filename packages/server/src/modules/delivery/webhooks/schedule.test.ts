import { expect, test } from 'vitest'
import { delays, nextDelay, readRetryAfter } from './schedule.ts'

test('each wait is longer than the one before, a little spread, and there is an end', () => {
  expect(delays.map((_delay, attempts) => nextDelay(attempts, null, 0.5))).toEqual(delays)
  expect([nextDelay(1, null, 0), nextDelay(1, null, 1)]).toEqual([4500, 5500])
  expect(nextDelay(delays.length, null, 0.5)).toBeNull()
  expect(nextDelay(delays.length, 1000, 0.5), 'no wish makes another attempt').toBeNull()
})

test('what a receiver wishes makes a wait longer, up to a day', () => {
  expect(nextDelay(1, 60_000, 0.5)).toBe(60_000)
  expect(nextDelay(2, 1000, 0.5)).toBe(300_000)
  expect(nextDelay(1, 1e12, 0.5)).toBe(86_400_000)
})

test('a wish is a number of seconds or a date, and anything else is none', () => {
  const now = Date.parse('2026-02-13T18:00:00.000Z')
  expect(readRetryAfter('120', now)).toBe(120_000)
  expect(readRetryAfter('Fri, 13 Feb 2026 18:01:00 GMT', now)).toBe(60_000)
  expect(readRetryAfter('Fri, 13 Feb 2026 17:00:00 GMT', now)).toBe(0)
  for (const text of [undefined, '', '-1', '1.5', 'soon', '2026-02-13', '9999999999']) {
    expect(readRetryAfter(text, now)).toBeNull()
  }
})
