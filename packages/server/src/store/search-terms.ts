import { hash } from 'node:crypto'

/**
 * What a row is found by, and what is asked for: terms of letters, digits and `_`. Every database
 * matches them as they are, so that all of them find the same; what a word is, is said here alone.
 */
export type SearchTerms = readonly string[]

const longestWord = 64
const marks = /\p{M}+/gu
/** Scripts that put no spaces between words: each of their characters is a word. */
const unspaced = '[[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}]&&[\\p{L}\\p{N}]]'
const words = new RegExp(`${unspaced}|(?:(?!${unspaced})[\\p{L}\\p{N}])+`, 'gv')

/**
 * The words of a text, each once: runs of letters and digits, in lower case, without accents, cut
 * after 64 characters.
 */
export function wordTerms(text: string): SearchTerms {
  const folded = text.toLowerCase().normalize('NFKD').replace(marks, '').toLowerCase()
  const found = folded.match(words) ?? []
  return [...new Set(found.map((word) => [...word].slice(0, longestWord).join('')))]
}

/** The term of a value that is asked for as a whole. No text has it: words are without `_`. */
export function exactTerm(kind: string, value: string): string {
  return `${kind}_${hash('sha256', value, 'hex').slice(0, 32)}`
}

/** Terms as a row keeps them, in the column that its table is searched by. */
export function termsText(terms: SearchTerms): string {
  return [...new Set(terms)].join(' ')
}
