import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFresh } from './age.ts'

const now = Date.parse('2026-02-13T18:00:00.000Z')
const at = (ms: number) => new Date(now + ms).toISOString()

test('what has no time is fresh only where no age is asked for', () => {
  expect([isFresh(null, null, now), isFresh(undefined, undefined, now)]).toEqual([true, true])
  expect([isFresh(null, 60, now), isFresh(undefined, 60, now)]).toEqual([false, false])
})

test('what is of a time is fresh from a minute ahead until its age, to the millisecond', () => {
  const ages = fc.option(fc.integer({ min: 1, max: 3600 }), { nil: null })
  const near = fc.constantFrom(-60_001, -60_000, 0, 60_000, 60_001)
  const times = fc.oneof(near, fc.integer({ min: -4_000_000, max: 4_000_000 }))
  fc.assert(
    fc.property(ages, times, (maxAge, time) => {
      const young = maxAge === null || -time <= maxAge * 1000
      expect(isFresh(at(time), maxAge, now)).toBe(time <= 60_000 && young)
    }),
  )
})
