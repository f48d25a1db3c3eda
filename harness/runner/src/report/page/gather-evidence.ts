import { stringify } from 'yaml'
import type { SubjectRun } from '../../run/run-all.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { columnId } from './build-matrix.ts'
import type { Column, Evidence } from './page-data.ts'
import { traceRun } from './run-trace.ts'

/** What is behind every cell, in the order of the scenarios and of the columns. */
export function gatherEvidence(
  scenarios: readonly Scenario[],
  columns: readonly Column[],
  runs: readonly SubjectRun[],
): Evidence[] {
  const results = new Map(
    runs.map(({ subject, hello, configuration, results }) => [
      columnId({ subject: subject.id, version: hello.version, configuration }),
      new Map(results.map((result) => [result.scenario, result])),
    ]),
  )
  return scenarios.map((scenario) => ({
    definition: define(scenario),
    runs: columns.map(({ id }) => {
      const result = results.get(id)?.get(scenario.id)
      return result ? traceRun(result) : null
    }),
  }))
}

function define({ id: _, domain: __, file: ___, title: ____, proves: _____, ...rest }: Scenario) {
  return stringify(rest, { lineWidth: 100 })
}
