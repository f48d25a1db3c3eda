import { expect, test } from 'vitest'
import type { Status } from '../../status.ts'
import type { Feature, Matrix } from '../page-data.ts'
import { figureOf, standingOf, standingOfFeature, tell } from './standing.ts'

const cell = (status: Status) => ({
  status,
  checks: 1500,
  failures: [],
  note: null,
  duration_ms: 1,
})

/** A matrix of one column, with a scenario for each status; null: it was not run. */
function matrixOf(...statuses: (Status | null)[]): Matrix {
  return {
    columns: [],
    sections: [],
    scenarios: [],
    chunk_size: 1,
    cells: statuses.map((status) => [status && cell(status)]),
  }
}

const standing = (...statuses: (Status | null)[]) =>
  standingOf(matrixOf(...statuses), statuses.keys(), 0)

test.each([
  ['fail', '1 of 4', ['pass', 'known', 'not_implemented', 'fail']],
  ['not_implemented', '1 of 3', ['pass', 'known', 'not_implemented']],
  ['known', '1 of 2', ['pass', 'known']],
  ['pass', '2', ['pass', 'pass', null]],
  ['pass', '1 of 2', ['pass', 'not_applicable']],
  ['not_applicable', '', ['not_applicable']],
  ['not_run', '', [null, null]],
  ['not_run', '', []],
] as const)('the worst that occurs is the mark: %s %s', (mark, figure, statuses) => {
  const found = standing(...statuses)
  expect([found.mark, figureOf(found)]).toEqual([mark, figure])
})

test('it is told in words with every count', () => {
  expect(tell(standing('pass', 'pass', 'fail'))).toBe('3 scenarios: 1 fail, 2 pass; 4,500 checks')
  expect(tell(standing())).toBe('not in this run')
})

test('what package tests prove is not applicable to scenarios', () => {
  const feature: Feature = {
    id: 'runtime.surface',
    title: 'The surface',
    detail: '',
    scenarios: [],
    tests: ['a.test.ts'],
    mutants: [],
  }
  expect(standingOfFeature(matrixOf(), feature, 0).mark).toBe('not_applicable')
})
