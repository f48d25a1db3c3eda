import { expect, test } from 'vitest'
import { applyChange } from './change.ts'
import { listChanges } from './list-changes.ts'
import { sample } from './sample.ts'
import { listTypeScriptChanges } from './typescript-changes.ts'

const text = `import { a } from './a.ts'
export function f(n: number): 'x' | number {
  if (n > 1 && a) throw new TypeError('too much')
  a.push('b')
  return n === 2 ? true : 5
}
`

test('conditions, operators, literals and statements are changed; types and messages are not', () => {
  const changed = listTypeScriptChanges('f.ts', text).map((change) => applyChange(text, change))
  expect(changed).toEqual([
    text.replace('n > 1 && a', '!(n > 1 && a)'),
    text.replace('&&', '||'),
    text.replace('>', '>='),
    text.replace('1', '(1 + 1)'),
    text.replace("throw new TypeError('too much')", ';'),
    text.replace("a.push('b')", ';'),
    text.replace("'b'", '"b~"'),
    text.replace('n === 2', '!(n === 2)'),
    text.replace('===', '!=='),
    text.replace('2 ?', '(2 + 1) ?'),
    text.replace('true', 'false'),
    text.replace('5', '(5 + 1)'),
  ])
})

test('both runtimes can be changed in hundreds of places', () => {
  const python = listChanges('python')
  expect(listChanges('typescript').length).toBeGreaterThan(500)
  expect(python.length).toBeGreaterThan(500)
  expect(new Set(python.map(({ operator }) => operator))).toEqual(
    new Set(['negate', 'literal', 'delete', 'logic', 'boundary']),
  )
})

test('a seed draws the same changes again, another one others', () => {
  const items = Array.from({ length: 100 }, (_, index) => index)
  expect(sample(items, 5, 1)).toEqual(sample(items, 5, 1))
  expect(sample(items, 5, 2)).not.toEqual(sample(items, 5, 1))
  expect(new Set(sample(items, 200, 3)).size).toBe(100)
})
