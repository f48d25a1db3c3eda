import type { Matrix } from '../page-data.ts'
import { formatAddress } from './address.ts'
import { columnName } from './column-name.ts'
import { button, element } from './element.ts'
import type { EvidenceStore } from './evidence-store.ts'
import { runView } from './run-view.ts'
import { sign } from './sign.ts'
import { plural, signs } from './standing.ts'

export interface ScenarioViewOptions {
  matrix: Matrix
  store: EvidenceStore
  scenario: number
  column: number
  onColumn: (column: string) => void
}

/** A scenario that is opened: where it stands, a choice of columns, and what happened there. */
export async function scenarioView(options: ScenarioViewOptions): Promise<HTMLElement> {
  const { matrix, store, scenario, column } = options
  const entry = matrix.scenarios[scenario]
  const cell = matrix.cells[scenario]?.[column]
  const of = matrix.columns[column]
  if (!entry || !of) throw new Error(`there is no scenario ${scenario} in column ${column}`)
  const link = formatAddress({
    query: '',
    statuses: [],
    feature: '',
    scenario: entry.id,
    column: of.id,
  })
  return element(
    'div',
    { class: 'scenario', id: 'opened-scenario' },
    element(
      'p',
      { class: 'facts' },
      element('a', { href: link }, 'Link to this run'),
      entry.file === '' ? null : ` · ${entry.file}`,
      ` · proves ${entry.proves.join(', ')}`,
    ),
    columnChoice(options),
    element(
      'p',
      { class: 'facts' },
      `${of.sdk} ${of.version} on ${of.runtime}, ${of.configuration}`,
    ),
    ...(cell
      ? runView(cell, await store.read(scenario), column)
      : [element('p', { class: 'empty' }, 'Not in this run.')]),
  )
}

function columnChoice({ matrix, scenario, column, onColumn }: ScenarioViewOptions): HTMLElement {
  const { columns, cells } = matrix
  const choices = columns.map((choice, index) => {
    const cell = cells[scenario]?.[index]
    const mark = cell?.status ?? 'not_run'
    const words = cell
      ? `${signs[mark].name}, ${plural(cell.checks, 'check')}, ${cell.duration_ms} ms`
      : signs[mark].name
    return button(
      { 'aria-pressed': String(index === column), 'data-key': choice.id, title: words },
      () => onColumn(choice.id),
      sign(mark),
      columnName(choice, columns),
      element('span', { class: 'unseen' }, `, ${words}`),
    )
  })
  return element('div', { class: 'choice', role: 'group', 'aria-label': 'SDK' }, ...choices)
}
