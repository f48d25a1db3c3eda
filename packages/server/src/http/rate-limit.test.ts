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
