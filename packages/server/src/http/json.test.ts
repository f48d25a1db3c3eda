import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './json.ts'

const encode = (text: string) => new TextEncoder().encode(text)

test('what JSON.stringify writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value)
      expect(parseJson(encode(text))).toEqual(JSON.parse(text))
    }),
  )
})

test('a name twice is refused wherever it stands', () => {
  for (const text of ['{"a":1,"a":1}', '[{"b":{"a":1, "a" : 2}}]', '{"a\\"":1,"a\\u0022":2}']) {
    expect(() => parseJson(encode(text))).toThrow(/twice/)
  }
  for (const text of ['{"a":{"a":1}}', '{"a":"a","b":["a","a"]}', '{"a":"\\"a\\":1"}']) {
    expect(parseJson(encode(text))).toEqual(JSON.parse(text))
  }
})

test('32 levels are read and 33 are not', () => {
  const nested = (depth: number) => encode('['.repeat(depth) + ']'.repeat(depth))
  expect(parseJson(nested(32))).toBeInstanceOf(Array)
  expect(() => parseJson(nested(33))).toThrow(/deeper/)
})

test('a paired surrogate is read and a lone one is not', () => {
  expect(parseJson(encode('"\\ud83d\\ude00"'))).toBe('😀')
  for (const text of ['"\\ud83d"', '{"\\ude00":1}', '["x\\ud83dy"]']) {
    expect(() => parseJson(encode(text))).toThrow(/surrogate/)
  }
})

test('a number beyond a double is refused, however it is written', () => {
  for (const text of ['1e309', '-1E+0309', '9'.repeat(309), `${'9'.repeat(211)}e99`, '10.5e308']) {
    expect(() => parseJson(encode(`[${text}]`)), text).toThrow(/out of range/)
  }
  expect(parseJson(encode('[1e308,1e-999]'))).toEqual([1e308, 0])
})
