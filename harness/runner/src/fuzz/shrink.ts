import type { Scenario, Step } from '../scenario/scenario.ts'

/**
 * The shortest sequence, by leaving steps out one after the other, that still diverges when it is
 * played again. A step goes together with those that speak of its result. At most `limit` plays.
 */
export async function shrink(
  scenario: Scenario,
  diverges: (scenario: Scenario) => Promise<boolean>,
  limit = 60,
): Promise<Scenario> {
  let shortest = scenario
  let plays = 0
  for (let index = shortest.steps.length - 1; index >= 0 && plays < limit; index -= 1) {
    if (index >= shortest.steps.length) continue
    const steps = without(shortest.steps, index)
    if (steps.length === 0) continue
    plays += 1
    const shorter = { ...shortest, steps }
    if (await diverges(shorter)) shortest = shorter
  }
  return shortest
}

function without(steps: readonly Step[], index: number): Step[] {
  const gone = new Set<string>()
  return steps.filter((step, place) => {
    const text = JSON.stringify(step)
    const client = 'client' in step ? step.client : undefined
    const speaks = [...gone].some(
      (name) => text.includes(`\${${name}.`) || text.includes(`\${${name}_`),
    )
    if (place !== index && !speaks && !(client && gone.has(`client ${client}`))) return true
    if ('as' in step && step.as) gone.add(step.as)
    if ('create_client' in step) gone.add(`client ${step.create_client}`)
    return false
  })
}
