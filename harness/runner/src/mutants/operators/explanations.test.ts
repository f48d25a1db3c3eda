import { expect, test } from 'vitest'
import {
  type Explanation,
  findForgotten,
  findStale,
  findUnexplained,
  standing,
} from './explanations.ts'
import { drawOperatorsDocument } from './operators-document.ts'
import type { OperatorsRecord, Tried } from './record.ts'
import { reasonsAgainst, scoreOf, sectionOf } from './score.ts'

function make(id: string, end: 'killed' | 'survived' | 'broken' | 'no_program'): Tried {
  const about = { language: 'python', file: 'a/f.py', operator: 'negate' } as const
  const change = { id, before: 'a | b', replace: 'not (a | b)', ...about }
  if (end === 'killed') return { ...change, end, scenario: 's/one', why: 'ok: expected 1, got 2' }
  return end === 'survived' ? { ...change, end } : { ...change, end, why: 's/one: it crashed' }
}

const tried = [
  ...Array.from({ length: 16 }, (_, index) => make(`killed-${index}`, 'killed')),
  make('one', 'survived'),
  make('two', 'survived'),
  make('three', 'broken'),
  make('four', 'no_program'),
]
const record: OperatorsRecord = {
  seed: 1,
  sample: 20,
  possible: { typescript: 5, python: 50 },
  tried,
}
const all = new Set(tried.map(({ id }) => id))
const why = 'No caller could tell one from the other'
const explanations: Explanation[] = [{ changes: ['one', 'two'], kind: 'equivalent', why }]

test('a survivor that nobody has explained is told', () => {
  expect(findUnexplained(tried, explanations)).toEqual([])
  const one: Explanation = { changes: ['one'], kind: 'equivalent', why }
  expect(findUnexplained(tried, [one])).toEqual([
    'two survived, and explained.yaml does not say why',
  ])
})

test('a line that has changed leaves the record one change less, and is no fault', () => {
  const changed = new Set([...all].filter((id) => id !== 'two'))
  expect(standing(record, changed)).toEqual(tried.filter(({ id }) => id !== 'two'))
  expect(findStale(record, explanations, changed)).toEqual([])
})

test('an explanation of what did not survive is a fault', () => {
  expect(findStale(record, explanations, all)).toEqual([])
  const idle: Explanation = { changes: ['killed-3'], kind: 'equivalent', why }
  expect(findStale(record, [...explanations, idle], all)).toEqual([
    'killed-3 is explained, but no survivor of the record',
  ])
})

test('a record of which little is left is stale as a whole', () => {
  const left = new Set(['one', 'two', ...[...all].slice(0, 15)])
  expect(findStale(record, explanations, left)).toEqual([
    'of 20 recorded changes only 17 are of code that still stands',
  ])
})

test('what crashed counts against the scenarios, what did not load counts neither way', () => {
  const { killed, total, survived, broken, noProgram } = scoreOf(tried)
  expect([killed, total, survived, broken, noProgram]).toEqual([16, 19, 2, 1, 1])
  expect(reasonsAgainst('python', tried)).toEqual([])
  expect(reasonsAgainst('python', tried.slice(5))).toEqual([
    'python: 11 of 14 were noticed, and 80 % is the least',
  ])
  expect(reasonsAgainst('python', [])).toHaveLength(1)
  expect(sectionOf(record)).toEqual({
    seed: 1,
    total: 19,
    killed: 16,
    survivors: ['one', 'two'],
    broken: ['three'],
    no_program: ['four'],
  })
})

test('the document tells the figures and every change that was not killed', () => {
  const text = drawOperatorsDocument(record, explanations)
  expect(text).toContain('| python | 50 | 20 | 16 | 2 | 1 | 1 | 84 % |')
  expect(text).toContain(`| \`one\` | \`a \\| b\` | \`not (a \\| b)\` | ${why} |`)
  expect(text).toContain('s/one: it crashed')
  expect(text).not.toContain('Nobody has said why')
  expect(drawOperatorsDocument(record, [])).toContain('Nobody has said why')
})

test('what was killed once and is not now is told', () => {
  const now = [make('killed-1', 'killed'), make('killed-2', 'survived'), make('killed-3', 'broken')]
  expect(findForgotten(now)).toEqual([
    'killed-2 was killed when the run was recorded, and is survived now',
    'killed-3 was killed when the run was recorded, and is broken now',
  ])
})
