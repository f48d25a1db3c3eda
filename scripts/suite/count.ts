import { existsSync, readFileSync } from 'node:fs'
import type { Report, StepResult } from './step.ts'

export interface Count {
  readonly passed: number
  readonly failed: number
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
}

/** A cell is one scenario on one SDK; the checks inside of it are many more. */
interface HarnessReport {
  readonly cells: readonly { readonly status: string }[]
}

/** A sequence is played in every SDK and compared; a planted difference must be found. */
interface FuzzReport {
  readonly sequences: number
  readonly divergences: number
  readonly planted_found: number
}

/** The tests of one finished step. A step that failed without a failed test counts as one. */
export function countTests(result: StepResult): Count {
  const { report } = result.step
  const counted =
    report !== undefined && existsSync(report.file) ? read(report) : { passed: 0, failed: 0 }
  const silent = result.outcome !== 'passed' && counted.failed === 0
  return silent ? { ...counted, failed: 1 } : counted
}

export function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }),
    { passed: 0, failed: 0 },
  )
}

function read(report: Report): Count {
  const text = readFileSync(report.file, 'utf8')
  if (report.format === 'junit') return readJunit(text)
  if (report.format === 'harness') {
    const { cells } = JSON.parse(text) as HarnessReport
    const count = (status: string) => cells.filter((cell) => cell.status === status).length
    return { passed: count('pass'), failed: count('fail') }
  }
  if (report.format === 'fuzz') {
    const { sequences, divergences, planted_found } = JSON.parse(text) as FuzzReport
    return { passed: sequences - divergences + planted_found, failed: divergences }
  }
  const { numPassedTests, numFailedTests } = JSON.parse(text) as VitestReport
  return { passed: numPassedTests, failed: numFailedTests }
}

function readJunit(text: string): Count {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? ''
  const attribute = (name: string) =>
    Number(new RegExp(` ${name}="([0-9]+)"`).exec(suite)?.[1] ?? 0)
  const failed = attribute('failures') + attribute('errors')
  return { passed: attribute('tests') - failed - attribute('skipped'), failed }
}
