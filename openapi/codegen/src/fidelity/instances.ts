import fc from 'fast-check'
import type { Component } from '../read/model.ts'
import type {
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from '../read/schema-model.ts'

export type Components = ReadonlyMap<string, Component>

/** Values that match a schema; below `depth` only what is required, so that circles end. */
export function matching(schema: Schema, components: Components, depth = 4): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case 'ref':
      return matching(find(components, schema.name), components, depth)
    case 'string':
      return strings(schema)
    case 'enum':
      return fc.constantFrom(...schema.values)
    case 'const':
      return fc.constant(schema.value)
    case 'number':
      return numbers(schema)
    case 'boolean':
      return fc.boolean()
    case 'nullable':
      if (depth <= 0) return fc.constant(null)
      return fc.oneof(fc.constant(null), matching(schema.inner, components, depth - 1))
    case 'array':
      return arrays(schema, components, depth)
    case 'union':
      return fc.oneof(
        ...schema.variants.map((variant) => {
          return matching(find(components, variant.component), components, depth - 1)
        }),
      )
    case 'object':
      return objects(schema, components, depth)
  }
}

export function find(components: Components, name: string): Schema {
  const component = components.get(name)
  if (component === undefined) throw new Error(`no component ${name}`)
  return component.schema
}

const samples: Readonly<Record<string, readonly string[]>> = {
  email: ['a@example.org', 'first.last+tag@sub.example.co', "o'hara@x-y.io"],
  uuid: ['0190a5b0-7c4e-7f3a-8b1d-2c3d4e5f6071', 'FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF'],
  date: ['2026-02-28', '2024-02-29', '2000-02-29', '1999-12-31'],
  'date-time': ['2026-02-13T18:00:00Z', '2026-02-13T18:00:00.123+05:30', '1990-12-31T23:59:60Z'],
}

function strings(schema: StringSchema): fc.Arbitrary<string> {
  if (schema.format !== undefined) return fc.constantFrom(...(samples[schema.format] ?? []))
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern, 'u'))
  const minLength = schema.minLength ?? 0
  const maxLength = schema.maxLength ?? minLength + 20
  const sized = (low: number, high: number) => {
    return fc.string({ unit: 'binary', minLength: low, maxLength: high, size: 'max' })
  }
  return fc.oneof(
    sized(minLength, Math.min(maxLength, minLength + 20)),
    sized(minLength, minLength),
    fc.constant('😀'.repeat(maxLength)),
  )
}

function numbers(schema: NumberSchema): fc.Arbitrary<number> {
  const { integer, exclusiveMinimum, exclusiveMaximum, multipleOf = 1 } = schema
  const step = integer ? 1 : 0.5
  const low = schema.minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + step)
  const high =
    schema.maximum ?? (exclusiveMaximum === undefined ? low + 1000 : exclusiveMaximum - step)
  if (!integer) return fc.double({ min: low, max: high, noNaN: true })
  const min = Math.ceil(low / multipleOf)
  const max = Math.floor(high / multipleOf)
  return fc
    .oneof(
      fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }),
      fc.constantFrom(min, max),
    )
    .map((value) => value * multipleOf)
}

function arrays(schema: ArraySchema, components: Components, depth: number) {
  const minLength = schema.minItems ?? 0
  if (depth <= 0 && minLength === 0) return fc.constant([])
  const maxLength = Math.min(schema.maxItems ?? 4, minLength + 4)
  const items = matching(schema.items, components, depth - 1)
  if (!schema.uniqueItems) return fc.array(items, { minLength, maxLength })
  return fc.uniqueArray(items, { minLength, maxLength, selector: (item) => JSON.stringify(item) })
}

function objects(schema: ObjectSchema, components: Components, depth: number) {
  const wanted = schema.properties.filter((property) => property.required || depth > 0)
  const known = fc.record(
    Object.fromEntries(
      wanted.map((property) => [property.name, matching(property.schema, components, depth - 1)]),
    ),
    { requiredKeys: wanted.filter((field) => field.required).map((field) => field.name) },
  )
  if (schema.additional === 'forbidden') return known
  const values =
    schema.additional === 'any'
      ? fc.jsonValue({ maxDepth: 1 })
      : matching(schema.additional, components, depth - 1)
  const names =
    schema.propertyNames === undefined
      ? fc.stringMatching(/^extra_[a-z]{1,8}$/)
      : strings(schema.propertyNames)
  const minKeys = schema.minProperties ?? 0
  const maxKeys = Math.min(schema.maxProperties ?? 3, minKeys + 3)
  const others = fc.dictionary(names, values, { minKeys, maxKeys })
  return fc.tuple(others, known).map(([extra, fields]) => ({ ...extra, ...fields }))
}
