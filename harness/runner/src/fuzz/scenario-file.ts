import { stringify } from 'yaml'
import type { Fields } from '../expect/value.ts'
import type { RunResult } from '../run/result.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'

/**
 * A sequence as a file for `harness/scenarios`: every call must end as it ended in this run. Who
 * takes it over says in words what it shows.
 */
export function writeScenarioFile(scenario: Scenario, result: RunResult, title: string): string {
  const outcomes = [...result.trace.steps]
  const proves = new Set<string>()
  const steps = scenario.steps.map((step) => {
    const operation = operationOf(step)
    if (operation === undefined) return step
    const outcome = outcomes.shift()
    const error = outcome?.error as Fields | undefined
    const status = error?.status ?? (outcome?.response as Fields | undefined)?.status ?? 200
    proves.add(`${operation} ${status}`)
    return { ...step, expect: { error: error ? summary(error) : { $absent: true } } }
  })
  const { given, client, volatile } = scenario
  return stringify({
    title,
    proves: [...proves],
    ...(volatile ? { volatile } : {}),
    given,
    client,
    steps,
  })
}

function operationOf(step: Step): string | undefined {
  if ('call' in step) return step.call
  return 'iterate' in step ? step.iterate : undefined
}

function summary(error: Fields): Fields {
  const named = ['class', 'status', 'code'].filter((name) => error[name] !== undefined)
  return Object.fromEntries(named.map((name) => [name, error[name]])) as Fields
}
