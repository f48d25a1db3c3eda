import type { Feature, Matrix } from '../page-data.ts'
import { button, element } from './element.ts'
import { sign } from './sign.ts'
import { marks, plural, standingOfFeature, tell } from './standing.ts'

/** What a feature promises, and what proves it besides the scenarios. */
export function featureView(matrix: Matrix, feature: Feature, column: number): HTMLElement {
  const standing = standingOfFeature(matrix, feature, column)
  const { tests, mutants, detail } = feature
  return element(
    'div',
    { class: 'feature' },
    detail === '' ? null : element('p', { class: 'promise' }, detail),
    element('p', { class: `stands ${standing.mark}` }, sign(standing.mark), tell(standing)),
    tests.length === 0
      ? null
      : listOf('No scenario can see this. It is proved by the tests of the packages:', tests),
    mutants.length === 0 ? null : listOf('Broken on purpose by the mutants', mutants),
  )
}

export interface ScenarioListOptions {
  matrix: Matrix
  scenarios: readonly number[]
  column: number
  opened: number
  onOpen: (scenario: string) => void
}

/** The scenarios of a cell, the worst first. Only one is open at a time. */
export function scenarioList(options: ScenarioListOptions): {
  element: HTMLElement
  place: HTMLElement
} {
  const { matrix, scenarios, column, opened, onOpen } = options
  const place = element('div', { class: 'place' })
  const markOf = (index: number) => matrix.cells[index]?.[column]?.status ?? 'not_run'
  const rank = (index: number) => marks.indexOf(markOf(index))
  const items = [...scenarios]
    .sort((a, b) => rank(a) - rank(b))
    .map((index) => {
      const entry = matrix.scenarios[index]
      const cell = matrix.cells[index]?.[column]
      const isOpen = index === opened
      const toggle = button(
        { 'aria-expanded': String(isOpen), 'data-key': entry?.id ?? '' },
        () => onOpen(isOpen ? '' : (entry?.id ?? '')),
        sign(markOf(index)),
        element(
          'span',
          { class: 'name' },
          entry?.title ?? '',
          element('code', {}, entry?.id ?? ''),
        ),
        element('span', { class: 'count' }, cell ? plural(cell.checks, 'check') : ''),
      )
      return element('li', {}, toggle, isOpen ? place : null)
    })
  return { element: element('ul', { class: 'scenarios' }, ...items), place }
}

function listOf(title: string, items: readonly string[]): HTMLElement {
  const codes = items.flatMap((item) => [' ', element('code', {}, item)])
  return element('p', { class: 'proofs' }, title, ...codes)
}
