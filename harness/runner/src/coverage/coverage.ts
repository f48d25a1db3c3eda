import type { BehaviourRow, TransitionRow } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import { requiredResponses } from '../contract/required-responses.ts'
import { columnOf, type RunResult } from '../run/result.ts'
import type { Scenario } from '../scenario/scenario.ts'

export interface Count {
  total: number
  covered: number
}

export interface CoverageReport {
  operations: Count
  responses_server: Count
  responses_sdk: Count
  behaviours: Count
  transitions: Count
}

export interface Coverage {
  report: CoverageReport
  /** What is missing, in words; empty when everything required is covered in every column. */
  missing: string[]
}

export interface CoverageInput {
  operations: readonly Operation[]
  behaviours: readonly BehaviourRow[]
  transitions: readonly TransitionRow[]
  codes: readonly string[]
  scenarios: readonly Scenario[]
  results: readonly RunResult[]
  /** Who must cover all of it, and on what. */
  columns: readonly string[]
}

/** Only passing runs cover anything, and only what every subject has covered everywhere counts. */
export function measureCoverage(input: CoverageInput): Coverage {
  const { operations, columns, results } = input
  const passed = results.filter(({ failures }) => failures.length === 0)
  const missing: string[] = []
  const required = operations.flatMap((operation) =>
    requiredResponses(operation).map((status) => `${operation.id} ${status}`),
  )
  const count = (
    what: string,
    names: readonly string[],
    of: (run: RunResult) => Iterable<string>,
  ) => {
    const seen = new Map(columns.map((column) => [column, new Set<string>()]))
    for (const run of passed) for (const name of of(run)) seen.get(columnOf(run))?.add(name)
    let covered = 0
    for (const name of names) {
      const without = columns.filter((column) => !seen.get(column)?.has(name))
      if (without.length === 0) covered += 1
      else missing.push(`${what} ${name} is not covered for ${without.join(', ')}`)
    }
    return { total: names.length, covered }
  }
  const proofs = new Map(input.scenarios.map(({ id, proves }) => [id, proves]))
  const rows = input.behaviours.filter((row) => row.proved_by === 'scenario')
  const report: CoverageReport = {
    operations: count(
      'operation',
      operations.map(({ id }) => id),
      ({ handled }) => handled.map((name) => name.split(' ')[0] as string),
    ),
    responses_server: count('server-produced', required, ({ produced }) => produced),
    responses_sdk: count('SDK-handled', required, ({ handled }) => handled),
    behaviours: count(
      'behaviour',
      rows.map(({ id }) => id),
      ({ scenario }) => proofs.get(scenario) ?? [],
    ),
    transitions: count(
      'transition',
      input.transitions.map(({ id }) => id),
      ({ transitions }) => transitions,
    ),
  }
  // Not a figure of the report, but every documented way to fail must have been seen once.
  count('error code', input.codes, ({ codes }) => codes)
  // Nor this: where there are several ways in, each must have led in.
  count(
    'way in',
    operations
      .filter(({ securityAlternatives }) => securityAlternatives.length > 1)
      .flatMap(({ id, securityAlternatives }) =>
        securityAlternatives.map((by) => `${id} by ${by}`),
      ),
    ({ waysIn }) => waysIn,
  )
  return { report, missing }
}
