import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileGlob } from '../glob.ts'
import { intersect } from './part-pattern.ts'

const unit = fc.constantFrom('a', 'b', '*')
const globs = fc.string({ unit, maxLength: 5 })
const words = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 5 })

/** Every text over `a` and `b` up to a length; enough for two patterns of five characters. */
const texts = Array.from({ length: 11 }, (_value, length) =>
  Array.from({ length: 2 ** length }, (_text, bits) =>
    [...bits.toString(2).padStart(length, '0').slice(0, length)]
      .map((bit) => (bit === '0' ? 'a' : 'b'))
      .join(''),
  ),
).flat()

function stands(word: string, text: string): boolean {
  const starts = [...word].reduce<Set<number>>(
    (places, character) => {
      const next = new Set<number>()
      for (const place of places) {
        if (character === '*') for (let at = place; at <= text.length; at += 1) next.add(at)
        else if (place < text.length && (character === '?' || text[place] === character))
          next.add(place + 1)
      }
      return next
    },
    new Set([0]),
  )
  return starts.has(text.length)
}

test('two patterns meet exactly where one text is in both', () => {
  fc.assert(
    fc.property(globs, words, (glob, word) => {
      const matches = compileGlob(glob)
      const common = texts.some((text) => matches(text) && stands(word, text))
      expect(intersect(glob, word)).toBe(common)
    }),
    { numRuns: 400 },
  )
})

test('classes and alternatives are taken for more than they are', () => {
  expect(intersect('etc', '[e]t[a-z]')).toBe(true)
  expect(intersect('etc', '{usr,etc}')).toBe(true)
  expect(intersect('etc', '[e]tcx')).toBe(false)
  expect(intersect('etc', '[[:alpha:]]tc')).toBe(true)
  expect(intersect('etc', '[]e]tc')).toBe(true)
  expect(intersect('etc', '{u,{e,x}}tc')).toBe(true)
})

test('what is too long for a name is taken for any', () => {
  expect(intersect('etc', '?'.repeat(256))).toBe(true)
})
