import fc from 'fast-check'
import type {
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from '../read/schema-model.ts'
import { type Components, find, matching } from './instances.ts'

/** Values that break one keyword of a schema and keep the others, as far as that can be. */
export function nearMisses(
  schema: Schema,
  components: Components,
  depth = 4,
): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case 'ref':
    case 'union':
      return fc.oneof(
        ...targets(schema, components).map((target) => nearMisses(target, components, depth - 1)),
      )
    case 'nullable':
      return nearMisses(schema.inner, components, depth)
    case 'string':
      return strings(schema)
    case 'number':
      return numbers(schema)
    case 'array':
      return arrays(schema, components, depth)
    case 'object':
      return objects(schema, components, depth)
    case 'enum':
      return fc.constantFrom(...schema.values.map((value) => `${value}x`), 0, null)
    case 'const':
      return fc.constantFrom(
        typeof schema.value === 'boolean' ? !schema.value : `${schema.value}`,
        `${schema.value}x`,
        null,
      )
    case 'boolean':
      return fc.constantFrom<unknown>('true', 0, null)
  }
}

function targets(schema: Schema, components: Components): readonly Schema[] {
  const names =
    schema.kind === 'ref'
      ? [schema.name]
      : schema.kind === 'union'
        ? schema.variants.map((variant) => variant.component)
        : []
  return names.flatMap((name) => components.get(name)?.schema ?? [])
}

const wrongFormats: Readonly<Record<string, readonly string[]>> = {
  email: ['a', 'a@b', '@b.co', 'a@', 'a b@c.co', 'a@-b.co', 'a..b@c.co', 'a@b..co'],
  uuid: ['0190a5b0-7c4e-7f3a-8b1d-2c3d4e5f607', '0190a5b07c4e7f3a8b1d2c3d4e5f6071', 'x'],
  date: ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-04-31'],
  'date-time': [
    ...['2026-02-13T18:00:00', '2026-02-30T18:00:00Z', '2026-02-13T24:00:00Z', '2026-02-13'],
    ...['2026-02-13T18:60:00Z', '1990-12-31T22:59:60Z', '2026-02-13T18:00:00+24:00'],
  ],
}

function strings(schema: StringSchema): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength, pattern, format } = schema
  const wrong = [
    ...(minLength > 0 ? ['x'.repeat(minLength - 1), '😀'.repeat(minLength - 1)] : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1), '😀'.repeat(maxLength + 1)]),
    ...(wrongFormats[format ?? ''] ?? []),
  ]
  const others = fc.constantFrom<unknown>(...wrong, 0, null, '')
  if (pattern === undefined) return others
  const near = fc.tuple(
    fc.stringMatching(new RegExp(pattern, 'u')),
    fc.nat(),
    fc.constantFrom('x', '5', '/', ' ', '\n', '😀', ''),
  )
  return fc.oneof(
    others,
    near.map(([text, place, piece]) => {
      const index = place % (text.length + 1)
      return text.slice(0, index) + piece + text.slice(piece === '' ? index + 1 : index)
    }),
  )
}

function numbers(schema: NumberSchema): fc.Arbitrary<unknown> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, integer } = schema
  const step = multipleOf ?? (integer ? 1 : 0.25)
  const low = minimum ?? exclusiveMinimum
  const high = maximum ?? exclusiveMaximum
  return fc.constantFrom<unknown>(
    ...(low === undefined ? [] : [low - step, low]),
    ...(high === undefined ? [] : [high + step, high]),
    ...(multipleOf === undefined ? [] : [(low ?? 0) + 1, (low ?? 0) + multipleOf / 2]),
    (low ?? 0) + 0.5,
    String(low ?? 0),
    null,
  )
}

/** How many values there are that differ; what is not a choice has enough of them. */
function countOf(schema: Schema, components: Components): number {
  if (schema.kind === 'ref') return countOf(find(components, schema.name), components)
  return schema.kind === 'enum' ? schema.values.length : Number.POSITIVE_INFINITY
}

function arrays(schema: ArraySchema, components: Components, depth: number): fc.Arbitrary<unknown> {
  if (depth <= 0) return fc.constant(null)
  const { minItems = 0, maxItems, uniqueItems } = schema
  const items = matching(schema.items, components, 1)
  const selector = (item: unknown) => (uniqueItems ? JSON.stringify(item) : {})
  const sized = (length: number) => {
    return fc.uniqueArray(items, { minLength: length, maxLength: length, selector })
  }
  // What may repeat is drawn once: hundreds of drawn policies would take minutes.
  const tooMany = (length: number): fc.Arbitrary<unknown>[] => {
    if (uniqueItems) return countOf(schema.items, components) < length ? [] : [sized(length)]
    return [items.map((item) => Array.from({ length }, () => structuredClone(item)))]
  }
  const room = Math.max(minItems, Math.min(maxItems ?? 3, 3))
  const twice = sized(Math.max(1, room - 1)).map((found) => [...found, structuredClone(found[0])])
  const inside = fc.tuple(
    sized(Math.max(0, room - 1)),
    nearMisses(schema.items, components, depth - 1),
  )
  return fc.oneof(
    ...(minItems > 0 ? [sized(minItems - 1)] : []),
    ...(maxItems === undefined ? [] : tooMany(maxItems + 1)),
    ...(uniqueItems ? [twice] : []),
    inside.map(([found, wrong]) => [...found, wrong]),
    fc.constant({}),
  )
}

function objects(
  schema: ObjectSchema,
  components: Components,
  depth: number,
): fc.Arbitrary<unknown> {
  if (depth <= 0) return fc.constant(null)
  const valid = matching(schema, components, 2) as fc.Arbitrary<Record<string, unknown>>
  const { properties, additional, propertyNames, minProperties, maxProperties } = schema
  const broken = properties.map(({ name, schema: field }) => {
    const wrong = nearMisses(field, components, depth - 1)
    return fc.tuple(valid, wrong).map(([found, value]) => ({ ...found, [name]: value }))
  })
  const dropped = fc.tuple(valid, fc.nat()).map(([found, place]) => {
    const without = properties[place % Math.max(properties.length, 1)]?.name
    return Object.fromEntries(Object.entries(found).filter(([name]) => name !== without))
  })
  const more =
    typeof additional === 'string' ? fc.constant<unknown>('x') : matching(additional, components, 1)
  const extra = fc.tuple(valid, fc.constantFrom('zz', 'a/b~c', '__proto__', 'toolong', 'Z'), more)
  const wrongExtra =
    typeof additional === 'string'
      ? []
      : [
          fc
            .tuple(valid, nearMisses(additional, components, depth - 1))
            .map(([found, value]) => ({ ...found, zz: value })),
        ]
  const named =
    propertyNames === undefined
      ? fc.stringMatching(/^[a-z]{1,4}$/)
      : fc.stringMatching(/^[a-z]{1,5}$/)
  const counted = (count: number) => fc.dictionary(named, more, { minKeys: count, maxKeys: count })
  return fc.oneof(
    ...broken,
    dropped,
    ...wrongExtra,
    extra.map(([found, name, value]) =>
      Object.fromEntries([...Object.entries(found), [name, value]]),
    ),
    ...(minProperties === undefined ? [] : [counted(minProperties - 1)]),
    ...(maxProperties === undefined ? [] : [counted(maxProperties + 1)]),
    fc.constantFrom<unknown>(null, [], 'x'),
  )
}
