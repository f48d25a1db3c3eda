import { expect, test } from 'vitest'
import { makeReport } from '../testing/make-report.ts'
import { drawBadge, verdictOf } from './badge.ts'

const totals = { scenarios: 2, checks: 1234, pass: 1234, fail: 0, known: 0, not_applicable: 0 }
const whole = { partial: false, reasons: [] }

/** What the badge of a run says. */
function say(changes: Partial<typeof totals>, about: { partial: boolean; reasons: string[] }) {
  const report = makeReport({ totals: { ...totals, ...changes } })
  const verdict = verdictOf(report, about)
  const svg = drawBadge(report, verdict)
  return { verdict, says: /<title>SDK parity: ([^<]*)<\/title>/.exec(svg)?.[1], svg }
}

test('a green run says how much was checked', () => {
  expect(say({}, whole)).toMatchObject({ verdict: 'green', says: '1,234 checks passed' })
  expect(say({ known: 2 }, whole).says).toBe('1,234 checks, 2 known failures')
})

test.each([
  ['a failed check', { fail: 3, pass: 1231 }, whole, '3 of 1,234 checks failed'],
  ['no check at all', { checks: 0, pass: 0 }, whole, 'no checks'],
  ['no check in a part', { checks: 0, pass: 0 }, { partial: true, reasons: [] }, 'no checks'],
  ['a reason against it', {}, { partial: false, reasons: ['it diverges'] }, 'incomplete'],
])('%s is red', (_, changes, about, says) => {
  const badge = say(changes, about)
  expect(badge).toMatchObject({ verdict: 'red', says })
  expect(badge.svg).not.toContain('#0b6e5f')
})

test('a part is not green', () => {
  const badge = say({}, { partial: true, reasons: [] })
  expect(badge).toMatchObject({ verdict: 'part', says: 'part: 1,234 checks passed' })
  expect(badge.svg).not.toContain('#0b6e5f')
})

test('it loads nothing', () => {
  const { svg } = say({}, whole)
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|@import|<script/)
})
