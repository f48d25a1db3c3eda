import { isOfServer } from './mutant.ts'
import type { Outcome } from './tally.ts'

/** The table for a terminal: a row per group of behaviours, a column per subject. */
export function drawTally(outcomes: readonly Outcome[]): string {
  const groups = [...Map.groupBy(outcomes, groupOf)].sort(([a], [b]) => a.localeCompare(b))
  const columns = [...new Set(outcomes.map(columnOf))].sort()
  const rows = groups.map(([group, own]) => [
    group,
    ...columns.map((column) => figure(own.filter((outcome) => columnOf(outcome) === column))),
  ])
  const sums = columns.map((column) =>
    figure(outcomes.filter((outcome) => columnOf(outcome) === column)),
  )
  const table = [['mutants killed', ...columns], ...rows, ['all', ...sums]]
  const widths = ['', ...columns].map((_, at) =>
    Math.max(...table.map((row) => (row[at] ?? '').length)),
  )
  return table
    .map((row) =>
      row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('   '),
    )
    .join('\n')
}

/** `retry` of `retry.after`, `code` of `code:not_found`. */
export function groupOf({ trial }: Outcome): string {
  return trial.mutant.behaviour.split(/[.:]/, 1)[0] as string
}

/** Where it was broken: an SDK, a driver, the server or the broker. */
export function columnOf({ trial }: Outcome): string {
  const { mutant, subject } = trial
  if (isOfServer(mutant)) return mutant.target
  return mutant.target.startsWith('driver-') ? `driver ${subject.id}` : subject.id
}

function figure(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return '-'
  const killed = outcomes.filter(({ verdict }) => verdict.end === 'killed').length
  return killed === outcomes.length ? `${killed}` : `${killed} of ${outcomes.length}`
}
