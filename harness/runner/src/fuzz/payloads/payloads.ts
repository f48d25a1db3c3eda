import fc, { type Arbitrary } from 'fast-check'
import type { Value } from '../../expect/value.ts'
import type { Chance } from '../chance.ts'
import { edgesAt } from './edges.ts'
import type { Schema, Schemas } from './schema.ts'
import { replaceAt, sitesOf } from './site.ts'
import { matching, text } from './texts.ts'
import { type Violation, violationsAt } from './violations.ts'

/** Values as the contract's schemas want them, drawn by fast-check, and some just still or not any more so. */
export class Payloads {
  readonly #schemas: Schemas
  readonly #known = new Map<string, Arbitrary<Value>>()

  constructor(schemas: Schemas) {
    this.#schemas = schemas
  }

  /** A small value of a schema. */
  draw(schema: Schema, chance: Chance): Value {
    return sample(this.#arbitrary(schema), chance)
  }

  /** The value with one place at an edge of what it may be. */
  stretch(schema: Schema, value: Value, chance: Chance): Value {
    const site = chance.pick(sitesOf(this.#schemas, schema, value))
    const edges = edgesAt(site, (arbitrary) => sample(arbitrary, chance))
    return edges.length === 0 ? value : replaceAt(value, site.path, chance.pick(edges))
  }

  /** One thing that would be wrong with the value; undefined: nothing can be. */
  spoil(schema: Schema, value: Value, chance: Chance): Violation | undefined {
    const found = sitesOf(this.#schemas, schema, value)
      .flatMap(violationsAt)
      .filter(({ path }) => path.length > 0)
    return found.length === 0 ? undefined : chance.pick(found)
  }

  #arbitrary(schema: Schema): Arbitrary<Value> {
    const key = JSON.stringify(schema)
    let known = this.#known.get(key)
    if (!known) {
      known = this.#build(this.#schemas.resolve(schema))
      this.#known.set(key, known)
    }
    return known
  }

  #build(schema: Schema): Arbitrary<Value> {
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
    if (type === 'array') return this.#list(schema)
    return type === 'object' ? this.#object(schema) : textOf(schema)
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
    const value = typeof more === 'object' ? this.#arbitrary(more) : anything
    return fc.dictionary(text(1, 12), value, { maxKeys: 3, noNullPrototype: true })
  }
}

export function sample<T>(arbitrary: Arbitrary<T>, chance: Chance): T {
  return fc.sample(arbitrary, { seed: chance.within(0, 2 ** 31 - 1), numRuns: 1 })[0] as T
}

function textOf({ pattern, minLength = 0, maxLength = 24 }: Schema): Arbitrary<string> {
  if (!pattern) return text(minLength, Math.max(minLength, Math.min(maxLength, 24)))
  return matching(pattern).filter((drawn) => drawn.length <= maxLength || maxLength === 24)
}

const anything: Arbitrary<Value> = fc.oneof(
  text(0, 24),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.integer({ min: -8000, max: 8000 }).map((value) => value / 16),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(text(1, 4), fc.boolean(), { maxKeys: 2, noNullPrototype: true }),
)
