import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CoxswainError } from './errors.ts'
import { parseJson, serializeJson } from './json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('absent is not null', () => {
  expect(serializeJson({ a: undefined, b: null })).toBe('{"b":null}')
})

test('text is written as it is, never normalised or escaped without need', () => {
  expect(serializeJson({ é: 'e\u0301\u2028😀' })).toBe('{"é":"e\u0301\u2028😀"}')
})

test.each([
  ['NaN', { a: Number.NaN }],
  ['an infinity', [Number.NEGATIVE_INFINITY]],
  ['an unsafe integer', { a: { b: 2 ** 53 } }],
  ['a large float that is integral', 1e300],
  ['a bigint', { a: 1n }],
  ['a lone high surrogate', 'x\ud800y'],
  ['a lone low surrogate in a key', { '\udc00': 1 }],
  ['a hole', [undefined]],
  ['a function', { a: () => 1 }],
  ['a symbol', [Symbol('x')]],
  ['a map', { a: new Map([['b', 1]]) }],
  ['a set', new Set([1])],
  ['a promise', { a: Promise.resolve(1) }],
  ['bytes', { a: new Uint8Array([1]) }],
  ['a buffer', { a: Buffer.from('a') }],
  ['an error', { a: new Error('b') }],
  ['a boxed number', { a: Object(Number.NaN) }],
  ['an invalid date', { a: new Date(Number.NaN) }],
])('%s is refused', (_, value) => {
  expect(() => serializeJson(value)).toThrow(CoxswainError)
})

test('a circle is refused with its cause', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  expect(() => serializeJson(circle)).toThrow(CoxswainError)
})

test('what is written is read back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const unsafe = JSON.stringify(value, (_, item) =>
        Number.isInteger(item) && !Number.isSafeInteger(item) ? 0 : item,
      )
      const safe = JSON.parse(unsafe)
      expect(parseJson(bytes(serializeJson(safe)))).toEqual(safe)
    }),
  )
})

test('one byte order mark is stripped, a second one is not', () => {
  expect(parseJson(bytes('\ufeff{"a":1}'))).toEqual({ a: 1 })
  expect(() => parseJson(bytes('\ufeff\ufeff{}'))).toThrow()
})

test.each(['NaN', '{"a":Infinity}', '{} {}', '', "{'a':1}", '[1,]'])('%j is not JSON', (text) => {
  expect(() => parseJson(bytes(text))).toThrow()
})

test('bytes that are not UTF-8 are refused', () => {
  expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow()
})

test('a date, a URL and what else has a toJSON are written as they say', () => {
  const value = { at: new Date(0), url: new URL('http://a.test/'), own: { toJSON: () => [1] } }
  expect(serializeJson(value)).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","url":"http://a.test/","own":[1]}',
  )
  class Point {
    x = 1
  }
  expect(serializeJson([new Point(), Object.create(null)])).toBe('[{"x":1},{}]')
})
