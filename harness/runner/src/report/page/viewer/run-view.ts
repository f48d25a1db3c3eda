import type { CellEntry, Evidence } from '../page-data.ts'
import { disclosure, element } from './element.ts'
import { plural } from './standing.ts'
import { timelineView } from './timeline-view.ts'

/** One scenario in one column: why it failed, its wire, its checks, and what was asked. */
export function runView(cell: CellEntry, evidence: Evidence, column: number): HTMLElement[] {
  const trace = evidence.runs[column]
  const parts = [
    cell.note === null ? null : element('p', { class: 'note' }, cell.note),
    cell.failures.length === 0 ? null : failuresView(cell),
    trace ? timelineView(trace) : null,
    trace ? checksView(trace.checked, cell) : null,
    disclosure({ class: 'definition' }, ['What the scenario asks'], () => [
      element('pre', {}, evidence.definition),
    ]),
  ]
  return parts.filter((part) => part !== null)
}

function failuresView({ failures }: CellEntry): HTMLElement {
  const items = failures.map(({ path, message }) =>
    element('li', {}, element('code', {}, path), ` ${message}`),
  )
  return element(
    'section',
    { class: 'failures' },
    element('h4', {}, plural(failures.length, 'failed check')),
    element('ul', {}, ...items),
  )
}

function checksView(checked: readonly string[], { failures }: CellEntry): HTMLElement {
  const failed = new Set(failures.map(({ path }) => path))
  const counts = Map.groupBy(checked, (path) => path)
  return disclosure({ class: 'checks' }, [plural(checked.length, 'check')], () => [
    element(
      'ul',
      {},
      ...[...counts].map(([path, group]) =>
        element(
          'li',
          { class: failed.has(path) ? 'fail' : 'pass' },
          element(
            'span',
            { 'aria-label': failed.has(path) ? 'failed' : 'passed' },
            failed.has(path) ? '✗' : '✓',
          ),
          element('code', {}, path),
          group.length > 1 ? ` ×${group.length}` : null,
        ),
      ),
    ),
  ])
}
