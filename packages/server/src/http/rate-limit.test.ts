import { expect, test } from 'vitest'
import { manualClock } from '../testing/index.ts'
import { RateLimiter } from './rate-limit.ts'

const subject = { orgId: 'org', operation: 'agents.get', requestId: 'r' }

test('a clock that steps back does not lengthen the wait', () => {
  const clock = manualClock()
  const limiter = new RateLimiter({ limit: 1, windowSeconds: 10 }, clock)
  limiter.take(subject)
  expect(() => limiter.take(subject)).toThrow(/1 requests in 10 s/)
  clock.advance(-3_600_000)
  expect(limiter.take(subject)).toMatchObject({ RateLimit: '"default";r=0;t=10' })
})

test('what is counted of one org outlives whatever many others do, and whatever their time is', () => {
  const later = Date.parse('2026-02-14T18:00:00.000Z')
  const clock = { now: (orgId: string | null) => (orgId === 'org' ? later - 86_400_000 : later) }
  const limiter = new RateLimiter({ limit: 2, windowSeconds: 10 }, clock)
  limiter.take(subject)
  for (let count = 0; count < 25_000; count += 1)
    limiter.take({ ...subject, orgId: `org-${count}` })
  expect(limiter.take(subject)).toMatchObject({ RateLimit: '"default";r=0;t=10' })
})
