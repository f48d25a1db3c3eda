import type { Metric } from './comparison.ts'
import type { Result, Row, Verdict } from './measure.ts'

/** Results as tables that read as text and as Markdown. */
export function renderResults(results: readonly Result[], headline = '###'): string {
  return results.map((result) => renderResult(result, headline)).join('\n\n')
}

function renderResult(result: Result, headline: string): string {
  const { title, metrics, baseline, rows, verdicts } = result
  const ratio = baseline === null ? [] : [`of ${baseline}`]
  const head = ['', ...metrics.map((metric) => metric.title), ...ratio]
  const body = rows.map((row) => [
    row.contender,
    ...metrics.map(({ key }) => formatNumber(row.figures[key] ?? Number.NaN)),
    ...(baseline === null ? [] : [formatRatio(row, metrics[0])]),
  ])
  const aims = verdicts.map((verdict) => describeVerdict(verdict, metrics))
  return [`${headline} ${title}`, renderTable([head, ...body]), ...aims].join('\n\n')
}

/** A Markdown table whose columns are aligned: the first to the left, the others to the right. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const aligned = rows.map((row) =>
    line(
      widths.map((width, column) => {
        const text = row[column] ?? ''
        return column === 0 ? text.padEnd(width) : text.padStart(width)
      }),
    ),
  )
  const rule = line(
    widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  )
  return [aligned[0], rule, ...aligned.slice(1)].join('\n')
}

/** Three digits that mean something; thousands apart. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

function formatRatio({ ratios }: Row, metric: Metric | undefined): string {
  const ratio = ratios[metric?.key ?? ''] ?? Number.NaN
  return metric?.better === 'higher' ? `${formatNumber(ratio * 100)} %` : `${formatNumber(ratio)} x`
}

function describeVerdict(verdict: Verdict, metrics: readonly Metric[]): string {
  const { contender, metric: key, ratio, value, reached, met } = verdict
  const metric = metrics.find((one) => one.key === key)
  const title = metric?.title ?? key
  const bound = metric?.better === 'higher' ? 'at least' : 'at most'
  const [aim, found] =
    ratio === undefined
      ? [`${formatNumber(value ?? 0)} ${title}`, formatNumber(reached)]
      : [`${formatNumber(ratio * 100)} % of the ${title}`, `${formatNumber(reached * 100)} %`]
  return `Aim for ${contender}: ${bound} ${aim}; ${met ? 'met' : '**missed**'} with ${found}.`
}
