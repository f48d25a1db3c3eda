import { expect, test } from 'vitest'
import type { Change } from './change.ts'
import { sample } from './sample.ts'

const changes = Array.from({ length: 100 }, (_, index): Change => {
  const file = index < 90 ? 'large.ts' : `small-${index % 5}.ts`
  const id = `${file}/${index}`
  return {
    id,
    file,
    line: 1,
    operator: 'negate',
    within: '',
    start: 0,
    end: 1,
    before: 'a',
    replace: 'b',
  }
})

function idsOf(from: readonly Change[], count: number, seed: number): string[] {
  return sample(from, count, seed).map(({ id }) => id)
}

test('a seed draws the same changes again, another one others', () => {
  expect(idsOf(changes, 10, 1)).toEqual(idsOf([...changes].reverse(), 10, 1))
  expect(idsOf(changes, 10, 2)).not.toEqual(idsOf(changes, 10, 1))
})

test('every file has one before any has two, and a smaller draw is part of a larger one', () => {
  const files = sample(changes, 6, 1).map(({ file }) => file)
  expect(new Set(files).size).toBe(6)
  expect(idsOf(changes, 40, 1).slice(0, 9)).toEqual(idsOf(changes, 9, 1))
})

test('there are no more than there are', () => {
  expect(new Set(idsOf(changes, 500, 3)).size).toBe(100)
})

test('code that goes leaves the draw of all other code as it was', () => {
  const drawn = idsOf(changes, 30, 1)
  const without = changes.filter(({ id }) => id !== drawn[20])
  const again = idsOf(without, 30, 1)
  expect(again.slice(0, 29)).toEqual(drawn.filter((id) => id !== drawn[20]))
})
