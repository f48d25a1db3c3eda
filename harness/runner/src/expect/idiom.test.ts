import { expect, test } from 'vitest'
import { resolveIdioms } from './idiom.ts'

const expected = {
  error: { class: { $idiom: { 'python-async': 'CancelledError', other: 'AbortedError' } } },
}

test('each subject gets its own expectation, and the place is noted', () => {
  const places: string[] = []
  expect(resolveIdioms(expected, 'python-async', 'steps[0]', places)).toEqual({
    error: { class: 'CancelledError' },
  })
  expect(resolveIdioms(expected, 'node', 'steps[0]', [])).toEqual({
    error: { class: 'AbortedError' },
  })
  expect(places).toEqual(['steps[0].error.class'])
})

test('a subject without an expectation is a mistake', () => {
  expect(() => resolveIdioms({ $idiom: { node: 1 } }, 'ruby', 'it', [])).toThrow('ruby')
})
