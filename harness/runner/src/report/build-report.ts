import type { BehaviourRow } from '../contract/artifact.ts'
import type { Coverage } from '../coverage/coverage.ts'
import type { Differential } from '../differential/compare.ts'
import type { FuzzReport } from '../fuzz/tally.ts'
import { applyKnownFailure, type KnownFailure } from '../known/known-failures.ts'
import type { OperatorsSection } from '../mutants/operators/score.ts'
import type { RunResult } from '../run/result.ts'
import type { SubjectRun } from '../run/run-all.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { type Cell, isCellOf, type Report, type SubjectReport, schemaVersion } from './report.ts'
import { isRed, type Status } from './status.ts'

export interface ReportInput {
  startedAt: Date
  durationMs: number
  scenarios: readonly Scenario[]
  runs: readonly SubjectRun[]
  coverage: Coverage
  differential: Differential
  behaviours: readonly BehaviourRow[]
  known: readonly KnownFailure[]
  /** Null: only part of the suite ran, and so no drawn sequence. */
  fuzz: FuzzReport | null
  /** Null: only part of the suite ran. */
  operators: OperatorsSection | null
}

export function buildReport(input: ReportInput): Report {
  const cells = buildCells(input)
  const subjects = input.runs.map((run) => countSubject(run, cells))
  const sum = (name: 'checks' | 'pass' | 'fail' | 'known' | 'not_applicable') =>
    subjects.reduce((total, subject) => total + subject[name], 0)
  return {
    schema_version: schemaVersion,
    started_at: input.startedAt.toISOString(),
    duration_ms: Math.round(input.durationMs),
    configurations: [...new Set(input.runs.map(({ configuration }) => configuration))],
    subjects,
    totals: {
      scenarios: input.scenarios.length,
      checks: sum('checks'),
      pass: sum('pass'),
      fail: sum('fail'),
      known: sum('known'),
      not_applicable: sum('not_applicable'),
    },
    coverage: input.coverage.report,
    mutants: null,
    operators: input.operators,
    differential: input.differential.report,
    fuzz: input.fuzz,
    skew: null,
    cells,
  }
}

function buildCells(input: ReportInput): Cell[] {
  const { scenarios, runs } = input
  const cells: Cell[] = []
  for (const scenario of scenarios) {
    for (const { subject, configuration, hello, results } of runs) {
      const result = results.find((candidate) => candidate.scenario === scenario.id)
      if (!result) continue
      const { status, note } = judgeResult(input, scenario, result)
      cells.push({
        scenario: scenario.id,
        domain: scenario.domain,
        title: scenario.title,
        subject: subject.id,
        version: hello.version,
        configuration,
        status,
        checks: result.checks,
        failures: result.failures,
        note: note ?? null,
        duration_ms: Math.round(result.duration_ms),
      })
    }
  }
  return cells
}

/** What an SDK lacks is n.a. only where languages may differ. */
function judgeResult(
  { known, startedAt, behaviours }: ReportInput,
  { proves }: Scenario,
  result: RunResult,
): { status: Status; note?: string } {
  const idiom = behaviours.find((row) => row.idiom && proves.includes(row.id))
  if (result.lacks === null) {
    return applyKnownFailure(result, known, startedAt.toISOString().slice(0, 10))
  }
  if (!idiom) return { status: 'not_implemented', note: result.lacks }
  return { status: 'not_applicable', note: `${result.lacks} (an idiom: ${idiom.id})` }
}

/** Counts assertions: those that failed count as known where their scenario is a known failure. */
function countSubject(run: SubjectRun, cells: readonly Cell[]): SubjectReport {
  const { subject, configuration, hello } = run
  const report: SubjectReport = {
    id: subject.id,
    sdk: hello.sdk,
    version: hello.version,
    language: hello.language,
    runtime: hello.runtime,
    configuration,
    checks: 0,
    pass: 0,
    fail: 0,
    known: 0,
    not_applicable: 0,
  }
  for (const cell of cells.filter((one) => isCellOf(report, one))) {
    report.checks += cell.checks
    // A listed failure that passes or has expired fails although none of its assertions did.
    const failed = Math.max(cell.failures.length, isRed(cell.status) ? 1 : 0)
    report.pass += cell.checks - Math.min(failed, cell.checks)
    if (cell.status === 'known') report.known += failed
    if (cell.status === 'not_applicable') report.not_applicable += failed
    if (isRed(cell.status)) report.fail += failed
  }
  return report
}
