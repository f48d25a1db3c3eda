import type { Arbitrary } from 'fast-check'
import { isFields, type Value } from '../../expect/value.ts'
import type { Schema } from './schema.ts'
import type { Site } from './site.ts'
import { matching, textsOfLength } from './texts.ts'

/** Draws a value of an arbitrary. */
export type Draw = <T>(arbitrary: Arbitrary<T>) => T

/** Longer ones cost more than they show: an act's own limit is tried apart. */
const longest = 10_000
const oddNames = ['', '~', '/', '~1', ' ', 'é', '🚣', '__proto__', 'constructor', 'toString', 'a.b']

/** The values at a place that are just still valid. */
export function edgesAt(site: Site, draw: Draw): Value[] {
  const { schema, value, nullable, others } = site
  const edges: Value[] = [
    ...(nullable ? [null] : []),
    ...(schema.enum ?? []),
    ...ofText(schema, draw),
    ...ofNumber(schema),
    ...([schema.type].flat().includes('boolean') ? [true, false] : []),
    ...(isFields(value) ? ofPairs(schema, value, site.path.length) : []),
    ...(Array.isArray(value) && !schema.minItems ? [[]] : []),
  ]
  return edges.filter((edge) => !others.includes(edge))
}

function ofText({ type, pattern, enum: values, const: only, ...schema }: Schema, draw: Draw) {
  if (![type].flat().includes('string') || values || only !== undefined) return []
  if (pattern) return [draw(matching(pattern, 'least')), draw(matching(pattern, 'most'))]
  const { minLength = 0, maxLength } = schema
  if (maxLength === undefined || maxLength > longest) return textsOfLength(minLength)
  return [...textsOfLength(minLength), ...textsOfLength(maxLength)]
}

function ofNumber({ type, minimum, maximum }: Schema): number[] {
  if (![type].flat().some((name) => name === 'integer' || name === 'number')) return []
  return [minimum, maximum].filter((bound) => bound !== undefined)
}

/** Pairs of a caller: none, with odd names, as many as may be, or of any form. */
function ofPairs(
  { properties, additionalProperties: more, maxProperties }: Schema,
  value: object,
  depth: number,
) {
  if (properties || !more) return []
  if (more === true)
    return [{}, nested(levels - depth - 1), { ...value, n: [5e-324, -0, 2 ** 53 - 1, 0.1, 1e-7] }]
  const fill = (names: string[]) => Object.fromEntries(names.map((name) => [name, filler(more)]))
  const many = Array.from({ length: maxProperties ?? 0 }, (_, index) => `name ${index}`)
  return [{}, fill(oddNames), fill(many)]
}

function filler({ type }: Schema): Value {
  return [type].flat().includes('integer') ? 1 : 'x'
}

/** That the server reads; the value at a path of some length is below as many others. */
const levels = 32

function nested(inside: number): Value {
  return inside === 0 ? {} : { a: nested(inside - 1) }
}
