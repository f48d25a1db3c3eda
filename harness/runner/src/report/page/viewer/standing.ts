import type { Status } from '../../status.ts'
import type { CellEntry, Feature, Matrix } from '../page-data.ts'

/** How a feature stands in a column; `not_run`: nothing of it was in this run. */
export type Mark = Status | 'not_run'

export interface Standing {
  mark: Mark
  scenarios: number
  checks: number
  /** How many scenarios ended so. */
  counts: Partial<Record<Status, number>>
}

/** From what is worst to what says least: the first that occurs is the mark of the whole. */
export const marks: readonly Mark[] = [
  'fail',
  'not_implemented',
  'known',
  'pass',
  'not_applicable',
  'not_run',
]

/** Shape and word tell as much as the colour does. */
export const signs: Record<Mark, { glyph: string; name: string }> = {
  fail: { glyph: '✗', name: 'fail' },
  not_implemented: { glyph: '∅', name: 'not implemented' },
  known: { glyph: '!', name: 'known failure' },
  pass: { glyph: '✓', name: 'pass' },
  not_applicable: { glyph: 'n.a.', name: 'not applicable' },
  not_run: { glyph: '–', name: 'not in this run' },
}

/** How these scenarios stand in a column. */
export function standingOf(matrix: Matrix, scenarios: Iterable<number>, column: number): Standing {
  const standing: Standing = { mark: 'not_run', scenarios: 0, checks: 0, counts: {} }
  for (const index of scenarios) {
    const cell = matrix.cells[index]?.[column]
    if (cell) add(standing, cell)
  }
  standing.mark = marks.find((mark) => mark !== 'not_run' && standing.counts[mark]) ?? 'not_run'
  return standing
}

/** What only package tests can prove is not applicable to scenarios. */
export function standingOfFeature(matrix: Matrix, feature: Feature, column: number): Standing {
  const standing = standingOf(matrix, feature.scenarios, column)
  if (feature.tests.length > 0) standing.mark = 'not_applicable'
  return standing
}

function add(standing: Standing, { status, checks }: CellEntry): void {
  standing.scenarios += 1
  standing.checks += checks
  standing.counts[status] = (standing.counts[status] ?? 0) + 1
}

/** In a cell: how many scenarios passed, or how many of them did not. */
export function figureOf({ mark, scenarios, counts }: Standing): string {
  if (mark === 'not_applicable' || mark === 'not_run') return ''
  const count = counts[mark] ?? 0
  return count === scenarios ? number(count) : `${number(count)} of ${number(scenarios)}`
}

/** For those who hear the page, and for the tip of a cell. */
export function tell({ mark, scenarios, checks, counts }: Standing): string {
  if (scenarios === 0) return signs[mark].name
  const parts = marks.flatMap((one) => {
    const count = one === 'not_run' ? 0 : (counts[one] ?? 0)
    return count > 0 ? [`${number(count)} ${signs[one].name}`] : []
  })
  return `${plural(scenarios, 'scenario')}: ${parts.join(', ')}; ${plural(checks, 'check')}`
}

export function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

export function number(value: number): string {
  return value.toLocaleString('en-US')
}
