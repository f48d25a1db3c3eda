import { expect, test } from 'vitest'
import { applyMutant } from './apply.ts'
import type { Mutant } from './mutant.ts'

const mutant: Mutant = {
  id: 'node.retry.count',
  behaviour: 'retry.count',
  target: 'node',
  file: 'packages/client/src/transport.ts',
  find: '>=',
  replace: '>',
}

test('the one place is replaced, whatever the replacement holds', () => {
  expect(applyMutant('a >= b', mutant)).toBe('a > b')
  expect(applyMutant('a >= b', { ...mutant, replace: '$&$1' })).toBe('a $&$1 b')
})

test('what occurs twice, or not at all, is refused', () => {
  expect(() => applyMutant('a >= b >= c', mutant)).toThrow(
    'node.retry.count: what to find occurs 2 times, not once',
  )
  expect(() => applyMutant('a = b', mutant)).toThrow('occurs 0 times')
})
