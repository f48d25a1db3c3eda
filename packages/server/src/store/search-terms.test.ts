import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactTerm, termsText, wordTerms } from './search-terms.ts'

test('words are runs of letters and digits, in lower case and without accents', () => {
  expect(wordTerms('The Café—of São Paulo, the 2nd!')).toEqual([
    ...['the', 'cafe', 'of', 'sao', 'paulo', '2nd'],
  ])
  expect(wordTerms('İstanbul ISTANBUL')).toEqual(['istanbul'])
  expect(wordTerms('snake_case foo-bar')).toEqual(['snake', 'case', 'foo', 'bar'])
  expect(wordTerms(' -- !')).toEqual([])
})

test('scripts without spaces are found by character', () => {
  expect(wordTerms('東京、タワー。x')).toEqual(['東', '京', 'タ', 'ワ', 'ー', 'x'])
})

test('a word counts by its first 64 characters', () => {
  expect(wordTerms('a'.repeat(100))).toEqual(['a'.repeat(64)])
  expect(wordTerms('𝒳'.repeat(100))).toEqual(['x'.repeat(64)])
})

test('whatever a text is, its words are its words again, and are no syntax', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = wordTerms(text)
      expect(wordTerms(termsText(words))).toEqual(words)
      for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}]+$/u)
    }),
  )
})

test('no text has the term of a value', () => {
  const term = exactTerm('topic', 'deploys')
  expect(term).toMatch(/^topic_[0-9a-f]{32}$/)
  expect(wordTerms(term)).not.toContain(term)
  expect(exactTerm('topic', 'Deploys')).not.toBe(term)
})
