import { expect, test } from 'vitest'
import { matches } from './filter.ts'

test('every word must occur, in any case and order', () => {
  const texts = ['retry.after', 'The server’s wish wins']
  expect(matches('WISH retry', texts)).toBe(true)
  expect(matches('wish lease', texts)).toBe(false)
  expect(matches('  ', texts)).toBe(true)
})

test('a word does not reach from one text into the next', () => {
  expect(matches('ab', ['a', 'b'])).toBe(false)
})
