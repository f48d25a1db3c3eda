import { checkNumber } from './encode.ts'
import { CoxswainError } from './errors.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Like `JSON.stringify`, except that what it would silently change is refused: NaN and infinities,
 * integers that lose digits, lone surrogates, functions and holes. Members that are undefined are
 * absent.
 */
export function serializeJson(value: unknown): string {
  try {
    return JSON.stringify(value, checkMember)
  } catch (cause) {
    if (cause instanceof CoxswainError) throw cause
    throw new CoxswainError('the body cannot be written as JSON', undefined, { cause })
  }
}

function checkMember(this: unknown, key: string, value: unknown): unknown {
  const place = key === '' ? 'the body' : `"${key}"`
  if (isLoneSurrogate(key) || (typeof value === 'string' && isLoneSurrogate(value)))
    throw new CoxswainError(`${place} holds a lone surrogate`)
  const hole = value === undefined && Array.isArray(this)
  if (hole || typeof value === 'function' || typeof value === 'symbol')
    throw new CoxswainError(`${place} cannot be written as JSON`)
  return typeof value === 'number' ? checkNumber(value, place) : value
}

/** With the `u` flag a pair is one code point, so that only halves without their other half match. */
function isLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

/** Strict UTF-8; one byte order mark is stripped. Throws on anything else. */
export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes)
}

/** Strict RFC 8259 over strict UTF-8. Throws `TypeError` or `SyntaxError`. */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(decodeText(bytes))
}
