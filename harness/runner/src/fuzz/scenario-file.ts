import { stringify } from 'yaml'
import type { Divergence } from '../differential/compare.ts'
import { idPattern } from '../differential/rules.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import type { RunResult } from '../run/result.ts'
import type { Trace } from '../run/trace.ts'
import type { Scenario, ScenarioFile, Step } from '../scenario/scenario.ts'

/**
 * A sequence as a file for `harness/scenarios`: every call must end as it ended in this run, and where
 * subjects differ, it must be as it was here. Who takes it over says in words what it shows.
 */
export function writeScenarioFile(
  { given, client, volatile, steps, proves }: Scenario,
  result: RunResult,
  title: string,
  divergence?: Divergence,
): string {
  const { trace, failures, produced } = result
  const pin = divergence && pinAt(divergence.path, trace)
  const outcomes = trace.steps.entries()
  const told = steps.map((step) => {
    if (!isTold(step)) return step
    const [index, outcome] = outcomes.next().value ?? []
    const drawn = 'expect' in step ? step.expect : undefined
    // What fails is told by what was expected of it.
    if (!divergence && failures.length > 0)
      return drawn ? step : { ...step, expect: endOf(outcome) }
    const pinned = pin?.part === 'steps' && pin.index === index ? pin.expected : {}
    // What does not hold any more of a step that was made smaller says nothing.
    const held = failures.length === 0 ? (drawn ?? {}) : {}
    return { ...step, expect: merge(merge(held, endOf(outcome)), pinned) as Fields }
  })
  const file: ScenarioFile = {
    title,
    proves: [...proves, ...shown(steps, produced)],
    ...(volatile ? { volatile } : {}),
    ...(given ? { given } : {}),
    ...(client === undefined ? {} : { client }),
    steps: told as Step[],
    ...(pin && pin.part !== 'steps' ? { expect: { [pin.part]: pin.expected } } : {}),
  }
  return stringify(file, { aliasDuplicateObjects: false })
}

/** Whether a step leaves an outcome in the trace. */
function isTold(step: Step): boolean {
  if ('background' in step && step.background) return false
  if ('create_client' in step || 'stream' in step) return step.expect !== undefined
  return ['call', 'request', 'iterate', 'await', 'next', 'invoked'].some((kind) => kind in step)
}

/** What the server has answered; where it was never asked, what would have been. */
function shown(steps: readonly Step[], produced: readonly string[]): string[] {
  const answered = produced.filter((pair) => /^\w+\.\w+ \d+$/.test(pair))
  if (answered.length > 0) return answered
  return [...new Set(steps.flatMap((step) => ('call' in step ? [`${step.call} 200`] : [])))]
}

/** How a call ended, in short. */
function endOf(outcome: Fields | undefined): Fields {
  const error = outcome?.error
  if (!isFields(error)) return { error: { $absent: true } }
  const named = ['class', 'status', 'code'].filter((name) => error[name] !== undefined)
  return { error: Object.fromEntries(named.map((name) => [name, error[name] as Value])) }
}

/** The one place of a trace where subjects differ, as an expectation: exactly as it was here. */
function pinAt(place: string, trace: Trace) {
  const [part, ...path] = place.split(/[.[\]]+/).filter((name) => name !== '')
  if (part !== 'steps' && part !== 'wire' && part !== 'ledger') return undefined
  const value = trace[part] as Value
  if (part !== 'steps') return { part, index: -1, expected: carve(value, path) }
  const index = Number(path[0])
  return { part, index, expected: carve((value as Value[])[index] ?? {}, path.slice(1)) as Fields }
}

function carve(value: Value | undefined, [name, ...rest]: string[]): Value {
  if (name === undefined) return exactly(value)
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === Number(name) ? carve(item, rest) : { $any: true }))
  }
  return isFields(value) ? { [name]: carve(value[name], rest) } : exactly(value)
}

/** Ids are other ones in every run. */
function exactly(value: Value | undefined): Value {
  if (value === undefined) return { $absent: true }
  if (typeof value === 'string' && value.search(idPattern) >= 0) {
    const parts = value
      .split(idPattern)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return { $match: `^${parts.join('.+')}$` }
  }
  if (Array.isArray(value)) return value.map(exactly)
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, exactly(item)]))
}

/** The second where both say something, at any depth; of lists, the second. */
function merge(one: Value, other: Value): Value {
  const isPlain = (value: Value): value is Fields =>
    isFields(value) && !Object.keys(value).some((name) => name.startsWith('$'))
  if (!isPlain(one) || !isPlain(other)) return other
  const merged: Fields = { ...one }
  for (const [name, item] of Object.entries(other)) {
    merged[name] = name in one ? merge(one[name] as Value, item) : item
  }
  return merged
}
