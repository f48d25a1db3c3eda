import { isFields, type Value } from '../expect/value.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'

type Diverges = (scenario: Scenario) => Promise<boolean>

/**
 * The smallest sequence that still diverges when it is played again: steps are left out in ever smaller
 * groups, then what was given, then parts of what calls are made with. At most `limit` plays.
 */
export async function shrink(
  scenario: Scenario,
  diverges: Diverges,
  limit = 200,
): Promise<Scenario> {
  let left = limit
  const holds = async (smaller: Scenario) => {
    left -= 1
    return left >= 0 && (await diverges(smaller))
  }
  const withoutSteps = await shrinkSteps(scenario, holds)
  const withoutGiven = await shrinkGiven(withoutSteps, holds)
  return shrinkValues(withoutGiven, holds)
}

async function shrinkSteps(scenario: Scenario, holds: Diverges): Promise<Scenario> {
  let smallest = scenario
  for (let size = Math.ceil(scenario.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let end = smallest.steps.length; end > 0; end -= size) {
      if (end > smallest.steps.length) continue
      const steps = without(smallest.steps, Math.max(0, end - size), end)
      if (steps.length === 0) continue
      const smaller = { ...smallest, steps }
      if (await holds(smaller)) smallest = smaller
    }
  }
  return smallest
}

async function shrinkGiven(scenario: Scenario, holds: Diverges): Promise<Scenario> {
  let smallest = scenario
  for (const step of scenario.given ?? []) {
    const given = smallest.given?.filter((one) => one !== step) ?? []
    const name = 'as' in step && step.as
    const isUsed = name && JSON.stringify([given, smallest.steps]).includes(`\${${name}`)
    if (!isUsed && (await holds({ ...smallest, given }))) smallest = { ...smallest, given }
  }
  return smallest
}

async function shrinkValues(scenario: Scenario, holds: Diverges): Promise<Scenario> {
  let smallest = scenario
  for (const [index, step] of scenario.steps.entries()) {
    for (const slot of ['options', 'query', 'body', 'action'] as const) {
      const value = (step as unknown as Record<string, Value>)[slot]
      if (value === undefined) continue
      await reduce(value, async (smaller) => {
        const steps = smallest.steps.with(index, put(smallest.steps[index] as Step, slot, smaller))
        const does = await holds({ ...smallest, steps })
        if (does) smallest = { ...smallest, steps }
        return does
      })
    }
  }
  return smallest
}

/** The step with another value; what it expected to send with the old one is gone. */
function put(step: Step, slot: string, value: Value): Step {
  if (!('expect' in step) || step.expect?.wire === undefined)
    return { ...step, [slot]: value } as Step
  const { wire: _, ...rest } = step.expect
  const { expect: __, ...bare } = { ...step, [slot]: value }
  return (Object.keys(rest).length > 0 ? { ...bare, expect: rest } : bare) as Step
}

/** Goes on from each smaller form of a value that would do. */
async function reduce(value: Value, does: (smaller: Value) => Promise<boolean>): Promise<void> {
  for (const smaller of smallerForms(value)) {
    if (await does(smaller)) return reduce(smaller, does)
  }
}

/** Without a field or an item, or with half of a text, at any depth. */
function* smallerForms(value: Value): Generator<Value> {
  if (typeof value === 'string' && value.length > 8 && !value.includes('${')) {
    yield value.slice(0, value.length / 2).toWellFormed()
  }
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1)
    for (const [index, item] of value.entries()) {
      for (const smaller of smallerForms(item)) yield value.with(index, smaller)
    }
  } else if (isFields(value)) {
    for (const [name, item] of Object.entries(value)) {
      const { [name]: _, ...rest } = value
      yield rest
      for (const smaller of smallerForms(item)) yield { ...value, [name]: smaller }
    }
  }
}

/** The steps without some of them, what those belong together with, and what speaks of what they have made. */
function without(steps: readonly Step[], from: number, to: number): Step[] {
  const gone = new Set(steps.slice(from, to).flatMap((step) => [...madeBy(step), ...tiedTo(step)]))
  return steps.filter((step, place) => {
    const isOut = place >= from && place < to
    const isAbout = [...gone].some((name) => madeBy(step).includes(name) || speaksOf(step, name))
    if (!isOut && !isAbout) return true
    for (const name of madeBy(step)) gone.add(name)
    return false
  })
}

function madeBy(step: Step): string[] {
  return namesOf(step, ['as', 'background', 'stream', 'governed', 'create_client'])
}

/** Work that would hang without this step. */
function tiedTo(step: Step): string[] {
  return namesOf('until' in step ? step.until : step, ['await', 'invoked', 'settle', 'since'])
}

function namesOf(fields: object, kinds: readonly string[]): string[] {
  return kinds
    .map((kind) => (fields as Record<string, unknown>)[kind])
    .filter((name) => typeof name === 'string')
}

function speaksOf(step: Step, name: string): boolean {
  const text = JSON.stringify(step)
  if (text.includes(`\${${name}.`) || text.includes(`\${${name}_response.`)) return true
  const kinds = ['client', 'await', 'next', 'close_stream', 'invoked', 'settle', 'since']
  return kinds.some((kind) => text.includes(`"${kind}":${JSON.stringify(name)}`))
}
