import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileGlob, compileGlobs } from './glob.ts'

/** The definition itself, without any thought for speed. */
function naive(glob: string, text: string): boolean {
  if (glob === '') return text === ''
  if (glob[0] === '*') {
    return naive(glob.slice(1), text) || (text !== '' && naive(glob, text.slice(1)))
  }
  return text[0] === glob[0] && naive(glob.slice(1), text.slice(1))
}

const globs = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })

test('a glob matches what its definition says', () => {
  fc.assert(
    fc.property(globs, texts, (glob, text) => {
      expect(compileGlob(glob)(text)).toBe(naive(glob, text))
    }),
    { numRuns: 5000 },
  )
})

test('what a star stands for fills it', () => {
  const parts = fc.array(texts, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(parts, fc.array(texts, { minLength: 4, maxLength: 4 }), (literals, fillings) => {
      const text = literals.map((part, index) => part + (fillings[index] ?? '')).join('')
      expect(compileGlob(`${literals.join('*')}*`)(text)).toBe(true)
    }),
  )
})

test('every other character stands for itself', () => {
  expect(compileGlob('a.c')('abc')).toBe(false)
  expect(compileGlob('a[bc]')('ab')).toBe(false)
  expect(compileGlob('db?')('dbx')).toBe(false)
  expect(compileGlob('Deploy')('deploy')).toBe(false)
  expect(compileGlobs(['refund', 'delete.*'])('delete.db')).toBe(true)
  expect(compileGlobs(['refund', 'delete.*'])('deleted')).toBe(false)
})

test('a hostile glob is as quick as any other', () => {
  const matches = compileGlob(`${'*a'.repeat(250)}b`)
  const began = performance.now()
  for (let round = 0; round < 100; round += 1) expect(matches('a'.repeat(1000))).toBe(false)
  expect(performance.now() - began).toBeLessThan(5000)
})
