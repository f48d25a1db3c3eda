import { checkNumber } from './encode.ts'
import { CoxswainError } from './errors.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Like `JSON.stringify`, except that what it would silently change is refused: NaN and infinities,
 * integers that lose digits, lone surrogates, functions, holes, and objects whose content does not
 * stand in their members, such as a Map, a promise or bytes. Members that are undefined are absent.
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
  // What stood there before a `toJSON`, which makes null of an invalid date.
  const source = (this as Readonly<Record<string, unknown>>)[key]
  const hole = value === undefined && Array.isArray(this)
  const lost = (value ?? null) === null && (source ?? null) !== null
  if (hole || lost || ArrayBuffer.isView(source) || !isWritten(value))
    throw new CoxswainError(`${place} cannot be written as JSON`)
  return typeof value === 'number' ? checkNumber(value, place) : value
}

/** Whether `JSON.stringify` writes all of a value: of a Map or a promise it makes `{}`. */
function isWritten(value: unknown): boolean {
  if (typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol'
  return /\[object (Object|Array|Null)\]/.test(Object.prototype.toString.call(value))
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

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
