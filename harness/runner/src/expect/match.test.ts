import { expect, test } from 'vitest'
import { Checks } from './checks.ts'
import { match } from './match.ts'
import type { Value } from './value.ts'

function run(actual: Value | undefined, expected: Value, bindings = new Map<string, Value>()) {
  const checks = new Checks()
  match({ checks, bindings }, 'it', actual, expected)
  return checks
}

const holds: [string, Value | undefined, Value][] = [
  ['a scalar equals itself', 5, 5],
  ['an object is compared by the named fields', { a: 1, b: 2 }, { a: 1 }],
  ['$absent is not null', undefined, { $absent: true }],
  ['$any takes null', null, { $any: true }],
  ['$between includes its ends', 5, { $between: [5, 6] }],
  ['$contains finds one item', [{ a: 1 }, { a: 2, b: 3 }], { $contains: { a: 2 } }],
  ['$each asks every item', [{ a: 1 }, { a: 1, b: 2 }], { $each: { a: 1 } }],
  ['$exactly ignores the order of names', { a: 1, b: 2 }, { $exactly: { b: 2, a: 1 } }],
  ['$lacks looks everywhere', { a: ['x'] }, { $lacks: 'secret' }],
  ['$length counts', [1, 2], { $length: 2 }],
  ['$match is a pattern', 'abc', { $match: '^a' }],
  ['$none finds no item', [1, 2], { $none: 3 }],
  ['$not differs', 1, { $not: 2 }],
  ['$type names JSON types', null, { $type: 'null' }],
  ['$unordered ignores the order', [1, 2], { $unordered: [2, 1] }],
]

test.each(holds)('%s', (_, actual, expected) => {
  const checks = run(actual, expected)
  expect(checks.failures).toEqual([])
  expect(checks.count).toBeGreaterThan(0)
})

const fails: [string, Value | undefined, Value][] = [
  ['a number is not its text', '5', 5],
  ['null is not absent', undefined, null],
  ['a missing field fails', {}, { a: 1 }],
  ['a longer list fails', [1, 2], [1]],
  ['an inherited name is absent', {}, { toString: { $any: true } }],
  ['$absent sees null', null, { $absent: true }],
  ['$between excludes what is beyond', 7, { $between: [5, 6] }],
  ['$contains finds nothing', [1], { $contains: 2 }],
  ['$each sees the odd one', [1, 2], { $each: 1 }],
  ['$each of nothing says nothing', [], { $each: 1 }],
  ['$exactly sees a field too many', { a: 1, b: 2 }, { $exactly: { a: 1 } }],
  ['$lacks finds it deep inside', { a: ['a secret'] }, { $lacks: 'secret' }],
  ['$length of another length', 'abc', { $length: 2 }],
  ['$match wants text', 5, { $match: '5' }],
  ['$none finds one', [1, 2], { $none: 2 }],
  ['$not is equal', 1, { $not: 1 }],
  ['$type tells lists from objects', [], { $type: 'object' }],
  ['$unordered sees an item too many', [1, 2, 3], { $unordered: [2, 1] }],
]

test.each(fails)('fails: %s', (_, actual, expected) => {
  expect(run(actual, expected).failures.length).toBeGreaterThan(0)
})

test('$bind binds once, compares afterwards, and $differs asks for another', () => {
  const bindings = new Map<string, Value>()
  expect(run('x', { $bind: 'id' }, bindings).passed).toBe(true)
  expect(run('x', { $bind: 'id' }, bindings).passed).toBe(true)
  expect(run('y', { $bind: 'id' }, bindings).passed).toBe(false)
  expect(run('y', { $differs: 'id' }, bindings).passed).toBe(true)
  expect(run('x', { $differs: 'id' }, bindings).passed).toBe(false)
  expect(run('x', { $differs: 'never bound' }, bindings).passed).toBe(false)
  expect(run(undefined, { $bind: 'other' }, bindings).passed).toBe(false)
})

test('an unknown operator is a mistake of the scenario', () => {
  expect(() => run(1, { $gt: 0 })).toThrow('unknown operator $gt')
  expect(() => run(1, { $any: true, $not: 1 })).toThrow('stands alone')
})

test('a failure names the place', () => {
  const checks = run({ list: [{ a: 1 }] }, { list: [{ a: 2 }] })
  expect(checks.failures).toEqual([{ path: 'it.list[0].a', message: 'expected 2, got 1' }])
})
