import type { Report } from './report.ts'

export type Verdict = 'green' | 'red' | 'part'

/** Teal, vermilion and grey, each dark enough for white letters on any ground. */
const colours: Record<Verdict, string> = { green: '#0b6e5f', red: '#b3311a', part: '#596473' }

const height = 20
const padding = 10
/** The width of a letter at 11 px; `textLength` makes every font keep to it. */
const letter = 6.4

/** What a run may say of itself: a part is never green, and nothing checked is red. */
export function verdictOf(
  { totals }: Pick<Report, 'totals'>,
  { partial, reasons }: { partial: boolean; reasons: readonly string[] },
): Verdict {
  if (totals.fail > 0 || totals.checks === 0 || reasons.length > 0) return 'red'
  return partial ? 'part' : 'green'
}

/** The badge: an SVG that loads nothing and reads on light and on dark. */
export function drawBadge({ totals }: Pick<Report, 'totals'>, verdict: Verdict): string {
  const label = 'SDK parity'
  const value = sayOf(totals, verdict)
  const [left, right] = [widthOf(label), widthOf(value)]
  const text = (words: string, at: number) =>
    `<text x="${round(at + padding)}" y="14" textLength="${round(words.length * letter)}">${words}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${round(left + right)}" height="${height}" role="img" aria-label="${label}: ${value}">
<title>${label}: ${value}</title>
<clipPath id="round"><rect width="${round(left + right)}" height="${height}" rx="4"/></clipPath>
<g clip-path="url(#round)">
<rect width="${round(left)}" height="${height}" fill="#2e3744"/>
<rect x="${round(left)}" width="${round(right)}" height="${height}" fill="${colours[verdict]}"/>
</g>
<g fill="#fff" font-family="Verdana, DejaVu Sans, Geneva, sans-serif" font-size="11">
${text(label, 0)}
${text(value, left)}
</g>
</svg>
`
}

function sayOf({ checks, fail, known }: Report['totals'], verdict: Verdict): string {
  if (checks === 0) return 'no checks'
  const all = checks.toLocaleString('en-US')
  if (fail > 0) return `${fail.toLocaleString('en-US')} of ${all} checks failed`
  if (verdict === 'red') return 'incomplete'
  if (verdict === 'part') return `part: ${all} checks passed`
  return known > 0 ? `${all} checks, ${known} known failures` : `${all} checks passed`
}

function widthOf(words: string): number {
  return words.length * letter + 2 * padding
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
