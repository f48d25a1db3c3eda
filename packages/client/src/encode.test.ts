import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPath, encodePath, encodeQuery } from './encode.ts'
import { CoxswainError } from './errors.ts'

test.each([
  ['agent 1', 'agent%201'],
  ["!'()*", '%21%27%28%29%2A'],
  ['AZaz09-._~', 'AZaz09-._~'],
  ['a/b?c#d', 'a%2Fb%3Fc%23d'],
  ['%2e', '%252e'],
  ['é😀', '%C3%A9%F0%9F%98%80'],
  ['...', '...'],
  [7, '7'],
])('the path value %j is sent as %s', (value, expected) => {
  expect(encodePath('/agents/{agent_id}/x', [value])).toBe(`/agents/${expected}/x`)
})

test.each(['', '.', '..', undefined, null, {}, Number.NaN, 2 ** 53, '\ud800'])(
  'the path value %j is refused',
  (value) => {
    expect(() => encodePath('/agents/{agent_id}', [value])).toThrow(CoxswainError)
  },
)

const text = fc.string({ unit: 'grapheme' })

test('whatever a path value is, it survives with only unreserved characters left bare', () => {
  fc.assert(
    fc.property(
      text.filter((value) => !['', '.', '..'].includes(value)),
      (value) => {
        const path = encodePath('/{x}', [value])
        expect(path).toMatch(/^\/(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/)
        expect(decodeURIComponent(path.slice(1))).toBe(value)
      },
    ),
  )
})

test('whatever a query holds is read back in its order', () => {
  const values = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 3 }))
  fc.assert(
    fc.property(fc.dictionary(text, values, { maxKeys: 4, noNullPrototype: true }), (query) => {
      const pairs = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((item) => [name, String(item)]),
      )
      expect([...new URLSearchParams(encodeQuery(query))]).toEqual(pairs)
    }),
  )
})

test('placeholders take the values in their order', () => {
  expect(encodePath('/a/{x}/b/{y}', ['1', '2'])).toBe('/a/1/b/2')
})

test('a query repeats the name for arrays and leaves out what is null or absent', () => {
  const query = { a: [1, null, 'x y'], b: null, c: undefined, d: true, e: [], 'f g': '+' }
  expect(encodeQuery(query)).toBe('?a=1&a=x%20y&d=true&f%20g=%2B')
})

test.each([
  [1e21, undefined],
  [1.5, '1.5'],
  [1e-7, '1e-7'],
  [-0, '0'],
])('the number %d has its ECMAScript form', (value, expected) => {
  if (expected === undefined) expect(() => encodeQuery({ n: value })).toThrow(CoxswainError)
  else expect(encodeQuery({ n: value })).toBe(`?n=${expected}`)
})

test('nothing to say is an empty query', () => {
  expect(encodeQuery(undefined)).toBe('')
  expect(encodeQuery({ a: undefined })).toBe('')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, {}, [[1]], 1n, '\udfff'])(
  'the query value %s is refused',
  (value) => {
    expect(() => encodeQuery({ a: value })).toThrow(CoxswainError)
  },
)

test.each(['/x', '/x/y-z_%20~', "/a:b@c!$&'()*+,;=", '/'])('%s is a path', (path) => {
  expect(checkPath(path)).toBe(path)
})

test.each(['', 'x', '/x?y=1', '/x#y', '/a b', '/../x', '/x/%2E%2e', '/x/.', '/é', '/%zz', '/a\\b'])(
  '%j is no path',
  (path) => {
    expect(() => checkPath(path)).toThrow(CoxswainError)
  },
)
