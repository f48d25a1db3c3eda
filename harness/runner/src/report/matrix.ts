import { type Cell, isCellOf, type Report, type SubjectReport } from './report.ts'
import { isRed } from './status.ts'

/** The matrix for a terminal: a row per domain, a column per subject. */
export function drawMatrix(report: Report): string {
  const domains = [...new Set(report.cells.map(({ domain }) => domain))].sort()
  const rows = domains.map((domain) => {
    const cells = report.cells.filter((cell) => cell.domain === domain)
    return [domain, figure(cells), ...report.subjects.map((subject) => mark(cells, subject))]
  })
  const header = ['parity', report.configurations.join(' '), ...report.subjects.map(titleOf)]
  return [...layOut([header, ...rows]), summary(report)].join('\n')
}

function titleOf({ id, runtime }: SubjectReport): string {
  const short = runtime.replace(/^(\S+ \d+\.\d+).*$/, '$1')
  const variant = id.split('-')[1]
  return variant ? `${short} ${variant}` : short
}

function figure(cells: readonly Cell[]): string {
  const total = cells.reduce((sum, { checks }) => sum + checks, 0)
  const failed = cells.reduce((sum, cell) => sum + failuresOf(cell), 0)
  return `${number(total - failed)}/${number(total)}`
}

function mark(cells: readonly Cell[], subject: SubjectReport): string {
  const own = cells.filter((cell) => isCellOf(subject, cell))
  if (own.length === 0) return '-'
  const failed = own.filter(({ status }) => isRed(status)).length
  const known = own.filter(({ status }) => status === 'known').length
  if (failed > 0) return `✗ ${failed}`
  if (known > 0) return `known ${known}`
  return own.every(({ status }) => status === 'not_applicable') ? 'n.a.' : '✓'
}

function failuresOf({ status, failures }: Cell): number {
  return Math.max(failures.length, isRed(status) ? 1 : 0)
}

function layOut(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number
        if (column === 0) return cell.padEnd(width)
        if (column === 1) return cell.padStart(width)
        const left = Math.floor((width - cell.length) / 2)
        return (' '.repeat(left) + cell).padEnd(width)
      })
      .join('   ')
      .trimEnd(),
  )
}

function summary({ totals, differential, coverage, duration_ms }: Report): string {
  const of = ({ covered, total }: { covered: number; total: number }) =>
    covered === total ? number(total) : `${number(covered)} of ${number(total)}`
  const responses =
    coverage.responses_server.covered < coverage.responses_sdk.covered
      ? coverage.responses_server
      : coverage.responses_sdk
  return (
    `${number(totals.checks)} checks · ${number(totals.fail)} failed · ` +
    `${number(totals.known)} known · ${number(differential.divergences)} divergences · ` +
    `${of(coverage.operations)} operations, ${of(responses)} responses, ` +
    `${of(coverage.behaviours)} behaviours, ${of(coverage.transitions)} transitions covered · ${Math.round(duration_ms / 1000)} s`
  )
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
