import type { Coverage } from '../coverage/coverage.ts'
import type { Differential } from '../differential/compare.ts'
import { findStray, type KnownFailure } from '../known/known-failures.ts'
import { columnOf } from '../run/result.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Report } from './report.ts'

export interface VerdictInput {
  report: Report
  coverage: Coverage
  differential: Differential
  known: readonly KnownFailure[]
  scenarios: readonly Scenario[]
  /** Only part of the scenarios or subjects ran: coverage can't be asked for. */
  partial: boolean
}

/** Everything, besides failed scenarios, that makes a run red; empty when it is green. */
export function judge(input: VerdictInput): string[] {
  const { report, coverage, differential, partial } = input
  const reasons: string[] = []
  if (report.totals.checks === 0) reasons.push('no check was executed')
  for (const { scenario, between, path, values } of differential.divergences) {
    reasons.push(
      `${scenario}: ${between.map(columnOf).join(' and ')} diverge at ${path}: ${values[0]} against ${values[1]}`,
    )
  }
  reasons.push(...findUnequalChecks(report))
  if (partial) return reasons
  reasons.push(...coverage.missing)
  const stray = findStray(
    input.known,
    new Set(input.scenarios.map(({ id }) => id)),
    new Set(report.subjects.map(({ id }) => id)),
  )
  for (const { scenario, subject } of stray) {
    reasons.push(`known failure ${scenario} of ${subject} names nothing that ran`)
  }
  return reasons
}

/** All subjects run the same set: a scenario that passes everywhere counts the same everywhere. */
function findUnequalChecks({ cells }: Report): string[] {
  const byScenario = Map.groupBy(cells, ({ scenario }) => scenario)
  return [...byScenario].flatMap(([scenario, group]) => {
    if (group.some(({ status }) => status !== 'pass')) return []
    if (new Set(group.map(({ checks }) => checks)).size === 1) return []
    const counts = group.map(({ subject, checks }) => `${subject} ${checks}`).join(', ')
    return [`${scenario}: the subjects did not run the same checks: ${counts}`]
  })
}
