import fc, { type Arbitrary } from 'fast-check'
import type { Artifact } from '../contract/artifact.ts'
import type { Fields, Value } from '../expect/value.ts'
import type { Chance } from './chance.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  const?: Value
  enum?: Value[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  uniqueItems?: boolean
}

/** Values as the contract's schemas want them, drawn by fast-check; long ones are seldom worth it. */
export class Payloads {
  readonly #artifact: Artifact
  readonly #known = new Map<string, Arbitrary<Value>>()

  constructor(artifact: Artifact) {
    this.#artifact = artifact
  }

  /** A value of a schema, by chance. */
  draw(schema: unknown, chance: Chance): Value {
    const arbitrary = this.#arbitrary(schema as Schema)
    return fc.sample(arbitrary, { seed: chance.within(0, 2 ** 31 - 1), numRuns: 1 })[0] as Value
  }

  #arbitrary(schema: Schema): Arbitrary<Value> {
    const key = JSON.stringify(schema)
    let known = this.#known.get(key)
    if (!known) {
      known = this.#build(schema)
      this.#known.set(key, known)
    }
    return known
  }

  #build(schema: Schema): Arbitrary<Value> {
    if (schema.$ref) {
      const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
      return this.#arbitrary(this.#artifact.components.schemas[name] as Schema)
    }
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (schema.enum) return fc.constantFrom(...schema.enum)
    if (schema.oneOf) return fc.oneof(...schema.oneOf.map((item) => this.#arbitrary(item)))
    const types = [schema.type ?? 'object'].flat()
    return fc.oneof(...types.map((type) => this.#ofType(type, schema)))
  }

  #ofType(type: string, schema: Schema): Arbitrary<Value> {
    if (type === 'null') return fc.constant(null)
    if (type === 'boolean') return fc.boolean()
    if (type === 'integer') {
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 })
    }
    if (type === 'number') {
      return fc.integer({ min: (schema.minimum ?? 0) * 8, max: 8000 }).map((value) => value / 8)
    }
    if (type === 'array') return this.#list(schema)
    return type === 'object' ? this.#object(schema) : text(schema)
  }

  #list({ items = {}, minItems = 0, uniqueItems }: Schema): Arbitrary<Value> {
    const item = this.#arbitrary(items)
    const bounds = { minLength: minItems, maxLength: Math.max(minItems, 3) }
    return uniqueItems ? fc.uniqueArray(item, bounds) : fc.array(item, bounds)
  }

  #object(schema: Schema): Arbitrary<Value> {
    const { properties, required = [], additionalProperties: more } = schema
    if (properties) {
      const fields = Object.entries(properties).map(([name, item]) => [name, this.#arbitrary(item)])
      const requiredKeys = required as never[]
      return fc.record(Object.fromEntries(fields), { requiredKeys }) as Arbitrary<Value>
    }
    const value = typeof more === 'object' ? this.#arbitrary(more) : anyValue
    return fc.dictionary(text({ minLength: 1 }), value, { maxKeys: 3, noNullPrototype: true })
  }
}

function text({ pattern, minLength = 0, maxLength = 24 }: Schema): Arbitrary<string> {
  const most = Math.max(minLength, Math.min(maxLength, 24))
  const drawn = pattern
    ? fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
    : fc.oneof(
        { weight: 3, arbitrary: fc.string({ minLength, maxLength: most }) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength, maxLength: most }) },
      )
  // What looks like a name would be filled in.
  return drawn.map((value) => value.replaceAll('${', '$('))
}

const anyValue: Arbitrary<Value> = fc.oneof(
  text({}),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.integer({ min: -8000, max: 8000 }).map((value) => value / 16),
)

const wrong: readonly Value[] = [
  null,
  0,
  -1,
  1.5,
  true,
  '',
  'x'.repeat(20_001),
  [],
  {},
  [[]],
  2 ** 40,
]

/** The body with one thing changed for the worse, as a rule: chance may hit upon another valid one. */
export function spoilFields(fields: Fields, chance: Chance): Fields {
  const names = Object.keys(fields)
  const form = names.length === 0 ? 0 : chance.next()
  if (form < 0.3)
    return { ...fields, [chance.pick(['surprise', 'Id', '', 'é'])]: chance.pick(wrong) }
  const victim = chance.pick(names)
  if (form < 0.5)
    return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== victim))
  return { ...fields, [victim]: chance.pick(wrong) }
}
