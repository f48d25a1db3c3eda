import { CoxswainError } from '../coxswain-error.ts'

/** Deeper than any schema of the contract, and shallow enough for any recursion. */
export const maxDepth = 32

/**
 * Parses a request body more strictly than `JSON.parse`: UTF-8 without a byte order mark, no
 * duplicate names, no lone surrogates, no number beyond a double, bounded depth. Two parsers that
 * read one text differently are a way around a guard, so what is ambiguous is refused.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  scan(text)
  const value = parse(text)
  if (mayHoldOddValues(text)) refuseOddValues(value)
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw malformed('the body is not valid UTF-8')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const offset = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const place = offset === undefined ? 'at its end' : `at offset ${offset}`
    throw malformed(`the body is not valid JSON: unexpected text ${place}`)
  }
}

/**
 * Walks over the text once, before it is parsed, for depth and duplicate names. It follows the
 * grammar only as far as it must: what is no JSON is left for the parser to refuse.
 */
function scan(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case openBrace:
      case openBracket:
        open.push(text.charCodeAt(index) === openBrace ? new Set() : null)
        if (open.length > maxDepth) {
          throw malformed(`the body is nested deeper than ${maxDepth} levels at offset ${index}`)
        }
        break
      case closeBrace:
      case closeBracket:
        open.pop()
        break
      case quote: {
        const end = endOfString(text, index)
        const names = open.at(-1)
        if (names && isName(text, end)) addName(names, text.slice(index, end), index)
        index = end - 1
      }
    }
  }
}

const quote = 0x22
const backslash = 0x5c
const [openBrace, closeBrace] = [0x7b, 0x7d]
const [openBracket, closeBracket] = [0x5b, 0x5d]

/** The place after the quote that ends a string: the first one that no odd row of backslashes escapes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text.charCodeAt(before - 1) === backslash) before -= 1
    if ((end - before) % 2 === 0) return end + 1
  }
  return text.length
}

function isName(text: string, end: number): boolean {
  let index = end
  while (' \t\n\r'.includes(text[index] ?? 'x')) index += 1
  return text[index] === ':'
}

function addName(names: Set<string>, quoted: string, offset: number): void {
  const name = quoted.includes('\\') ? String(parse(quoted)) : quoted.slice(1, -1)
  if (names.has(name))
    throw malformed(`the body has a name twice in one object at offset ${offset}`)
  names.add(name)
}

/** Most texts have no such escape, exponent or row of digits, and are spared the walk. */
function mayHoldOddValues(text: string): boolean {
  return /\\u[dD][89a-fA-F]|[0-9][eE]\+?[0-9]{3}|[0-9]{200}/.test(text)
}

function refuseOddValues(value: unknown): void {
  if (typeof value === 'string' && !value.isWellFormed())
    throw malformed('the body has a lone surrogate')
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw malformed('the body has a number that is out of range')
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    refuseOddValues(name)
    refuseOddValues(inner)
  }
}

function malformed(detail: string): CoxswainError {
  return new CoxswainError('malformed_json', { detail })
}
