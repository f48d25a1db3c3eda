import { canonical } from '../expect/operators.ts'
import { isFields, show, type Value } from '../expect/value.ts'
import type { Column, RunResult } from '../run/result.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { type Normalised, normalise } from './normalise.ts'

export interface Divergence {
  scenario: string
  /** The first is the one that the others are compared with. */
  between: [Column, Column]
  path: string
  values: [string, string]
}

export interface DifferentialReport {
  compared: number
  divergences: number
  rewrites: number
}

export interface Differential {
  report: DifferentialReport
  divergences: Divergence[]
}

/** Compares the traces of all subjects on all databases, scenario by scenario, with those of the first. */
export function compareTraces(
  scenarios: readonly Scenario[],
  results: readonly RunResult[],
): Differential {
  const divergences: Divergence[] = []
  let compared = 0
  let rewrites = 0
  for (const scenario of scenarios) {
    const runs = results.filter((run) => run.scenario === scenario.id && run.lacks === null)
    const [first, ...others] = runs.map((run) => ({ run, trace: prepare(scenario, run) }))
    if (!first) continue
    rewrites += first.trace.rewrites
    for (const other of others) {
      compared += 1
      rewrites += other.trace.rewrites
      const found = findDivergence(first.trace.value, other.trace.value, '')
      if (!found) continue
      divergences.push({
        scenario: scenario.id,
        between: [first.run, other.run],
        ...found,
      })
    }
  }
  return { report: { compared, divergences: divergences.length, rewrites }, divergences }
}

/** An expectation speaks of `steps[0].ok…`; a trace numbers outcomes. */
function prepare(scenario: Scenario, run: RunResult): Normalised {
  return normalise(run.trace, {
    unordered: scenario.unordered ?? false,
    volatile: scenario.volatile ?? [],
    idioms: run.idioms,
  })
}

/** The first place where two values differ. */
export function findDivergence(
  a: Value | undefined,
  b: Value | undefined,
  path: string,
): Pick<Divergence, 'path' | 'values'> | undefined {
  if (canonical(a) === canonical(b)) return undefined
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) {
      const found = findDivergence(item, b[index], `${path}[${index}]`)
      if (found) return found
    }
  }
  if (isFields(a) && isFields(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = findDivergence(a[name], b[name], path === '' ? name : `${path}.${name}`)
      if (found) return found
    }
  }
  return { path: path === '' ? 'the trace' : path, values: [show(a), show(b)] }
}
