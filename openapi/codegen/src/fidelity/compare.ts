import { issueItems } from '@coxswain/contract/validators'
import fc from 'fast-check'
import type { Model } from '../read/model.ts'
import { matching } from './instances.ts'
import type { LoadedValidators } from './load-validators.ts'
import { mutated } from './mutations.ts'
import { nearMisses } from './near-misses.ts'
import { createOracle } from './oracle.ts'

export interface Fidelity {
  readonly components: number
  readonly instances: number
  readonly invalid: number
  /** Values that one side takes and the other refuses. */
  readonly disagreements: readonly string[]
  /** Refused by both, but ours names a field that ajv does not, or none. */
  readonly wrongPointers: readonly string[]
  /** Refused by both, and ours names some of the fields that ajv names. */
  readonly incomplete: readonly string[]
}

export interface Options {
  readonly seed: number
  readonly perComponent: number
  /** Compare this component alone. */
  readonly only?: string
}

/** Compares validators with ajv on valid, nearly valid, mutated and arbitrary values of every component. */
export function compare(
  model: Model,
  { schemas }: LoadedValidators,
  { seed, perComponent, only }: Options,
): Fidelity {
  const oracle = createOracle(model.document)
  const components = new Map(model.components.map((component) => [component.name, component]))
  const disagreements: string[] = []
  const wrongPointers: string[] = []
  const incomplete: string[] = []
  let instances = 0
  let invalid = 0
  const compared = model.components.filter(({ name }) => only === undefined || only === name)
  for (const { name, schema } of compared) {
    const valid = matching(schema, components)
    const values = fc.sample(
      fc.oneof(
        { arbitrary: valid, weight: 3 },
        { arbitrary: nearMisses(schema, components), weight: 5 },
        { arbitrary: mutated(valid), weight: 3 },
        { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
      ),
      { seed, numRuns: perComponent },
    )
    for (const value of values) {
      instances++
      const before = JSON.stringify(value)
      const expected = oracle(name, value)
      const result = schemas[name]?.safeParse(value)
      const shown = () => `${name} ${before.slice(0, 400)} ajv: ${expected.join(' ') || 'valid'}`
      if (result?.success !== (expected.length === 0)) disagreements.push(shown())
      if (JSON.stringify(value) !== before) disagreements.push(`${name} was written to: ${before}`)
      if (result?.success !== false || expected.length === 0) continue
      invalid++
      const items = issueItems(result.error, value).map((item) => item.pointer)
      const found = [...new Set(items)].sort()
      const line = () => `${shown()} ours: ${found.join(' ')}`
      if (found.some((pointer) => !expected.includes(pointer))) wrongPointers.push(line())
      else if (found.length < expected.length) incomplete.push(line())
    }
  }
  return {
    components: compared.length,
    instances,
    invalid,
    disagreements,
    wrongPointers,
    incomplete,
  }
}
