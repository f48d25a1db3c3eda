import { existsSync, readFileSync } from 'node:fs'
import { readHarness, readJunit, readVitest } from './read-report.ts'
import type { Report, StepResult } from './step.ts'

export interface Count {
  readonly passed: number
  readonly failed: number
  /** What did not count as either, in words; the same words as often as it happened. */
  readonly left: readonly string[]
}

const readers: Readonly<Record<Report['format'], (text: string) => Count>> = {
  vitest: readVitest,
  junit: readJunit,
  harness: readHarness,
}

/** The tests of one finished step. A step that failed without a failed test counts as one. */
export function countTests(result: StepResult): Count {
  const { report } = result.step
  const counted =
    report !== undefined && existsSync(report.file)
      ? readers[report.format](readFileSync(report.file, 'utf8'))
      : { passed: 0, failed: 0, left: [] }
  const silent = result.outcome !== 'passed' && counted.failed === 0
  return silent ? { ...counted, failed: 1 } : counted
}

export function sum(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    left: counts.flatMap(({ left }) => left),
  }
}

/** What was not run of a step, a line for each reason. */
export function tellLeft(step: string, { left }: Count): string[] {
  return [...Map.groupBy(left, (words) => words)].map(
    ([words, group]) => `not run: ${step}: ${words}${group.length > 1 ? ` (${group.length})` : ''}`,
  )
}
