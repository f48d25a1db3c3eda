import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Outcome, outcomes, stricter, strictest, strictness } from './lattice.ts'

const outcome = fc.constantFrom<Outcome>(...outcomes)

test('outcomes are ordered from allow to block', () => {
  expect(outcomes.map(strictness)).toEqual([0, 1, 2, 3])
  expect(strictest([])).toBe('allow')
})

test('the strictest is one of all, and none is stricter', () => {
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 1 }), (all) => {
      const found = strictest(all)
      expect(all).toContain(found)
      for (const other of all) expect(strictness(other)).toBeLessThanOrEqual(strictness(found))
    }),
  )
})

test('joining is associative, commutative and idempotent', () => {
  fc.assert(
    fc.property(outcome, outcome, outcome, (a, b, c) => {
      expect(stricter(a, stricter(b, c))).toBe(stricter(stricter(a, b), c))
      expect(stricter(a, b)).toBe(stricter(b, a))
      expect(stricter(a, a)).toBe(a)
      expect(stricter('allow', a)).toBe(a)
      expect(stricter('block', a)).toBe('block')
    }),
  )
})
