import type { CoverageReport } from '../coverage/coverage.ts'
import type { DifferentialReport } from '../differential/compare.ts'
import type { Failure } from '../expect/checks.ts'
import type { FuzzReport } from '../fuzz/tally.ts'
import type { OperatorsSection } from '../mutants/operators/score.ts'
import type { Status } from './status.ts'

export const schemaVersion = 1

export interface SubjectReport {
  id: string
  sdk: string
  version: string
  language: string
  runtime: string
  configuration: string
  /** Assertions that really ran. */
  checks: number
  pass: number
  fail: number
  known: number
  not_applicable: number
}

/** One scenario, one subject: what a matrix is drawn from. */
export interface Cell {
  scenario: string
  domain: string
  title: string
  subject: string
  version: string
  configuration: string
  status: Status
  checks: number
  failures: Failure[]
  /** Why it is known or n.a., what is not implemented, or what is wrong with the list. */
  note: string | null
  duration_ms: number
}

/** `harness/out/report.json`. A section that is not yet built is null. */
export interface Report {
  schema_version: typeof schemaVersion
  started_at: string
  duration_ms: number
  configurations: string[]
  subjects: SubjectReport[]
  totals: {
    scenarios: number
    checks: number
    pass: number
    fail: number
    known: number
    not_applicable: number
  }
  coverage: CoverageReport
  mutants: null
  /** Of the run that is kept, or of one since. */
  operators: OperatorsSection | null
  differential: DifferentialReport
  fuzz: FuzzReport | null
  skew: null
  cells: Cell[]
}

/** Whether a cell is of this SDK, in this version and on this configuration. */
export function isCellOf({ id, version, configuration }: SubjectReport, cell: Cell): boolean {
  return cell.subject === id && cell.version === version && cell.configuration === configuration
}
