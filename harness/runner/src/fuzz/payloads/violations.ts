import { isFields, type Value } from '../../expect/value.ts'
import type { Schema } from './schema.ts'
import type { Path, Site } from './site.ts'

/** A change of a value that breaks one keyword of its schema and no other. */
export interface Violation {
  path: Path
  /** What stands there instead; undefined: nothing does. */
  value: Value | undefined
  /** The keyword, as problems of the server name it. */
  code: string
}

type Broken = [code: string, value: Value]

const samples: Record<string, Value> = {
  string: 'text',
  integer: 7,
  number: 0.5,
  boolean: true,
  array: [],
  object: {},
  null: null,
}
/** Texts that most patterns do not take; nothing of them is left out of a path. */
const strange = ['é', 'a b', ' ', '%2F', 'a/b', '~', 'x'.repeat(300), '🚣', 'A\nB', '']

const longestOfFour = 10_000

/** Everything that can be wrong at a place of a body, one thing each. */
export function violationsAt(site: Site): Violation[] {
  const { path, schema, value } = site
  const broken = [...wrongTypes(site), ...ofText(schema), ...ofNumber(schema)]
  if (Array.isArray(value)) broken.push(...ofList(schema, value))
  if (isFields(value)) broken.push(...ofPairs(schema))
  return [
    ...broken.map(([code, other]) => ({ path, value: other, code })),
    ...(isFields(value) ? ofFields(path, schema, value) : []),
  ]
}

/** The same of a parameter, whose values are text by the time they arrive. */
export function violationsOfParameter({ path, schema, value }: Site): Violation[] {
  const types: Record<string, Value[]> = {
    integer: ['x', '1e2', ' 5', '+5', '007', 1.5, true, [1, 2]],
    boolean: ['yes', 'TRUE', 1, ''],
  }
  const wrong = (types[String(schema.type)] ?? []).map((other): Broken => ['type', other])
  const isWhole = path.length === 1 && schema.type === 'string'
  const several: Broken[] = isWhole ? [[kindOf(schema), ['a', 'b']]] : []
  const broken = [...wrong, ...several, ...ofText(schema), ...ofNumber(schema)]
  if (Array.isArray(value)) broken.push(...ofList(schema, value))
  return broken.map(([code, other]) => ({ path, value: other, code }))
}

function wrongTypes({ schema, nullable }: Site): Broken[] {
  const right = new Set([schema.type ?? [], nullable ? 'null' : []].flat())
  if (right.has('integer')) right.add('whole')
  const wrong = Object.entries(samples).filter(([type]) => !right.has(type))
  return wrong.map(([, other]) => [kindOf(schema), other])
}

/** What is wrong with a value of another type: of a constant or of some values, that it is none. */
function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return 'discriminator'
  return schema.enum ? ofChoice(schema.enum) : 'type'
}

/** One value to choose from is no choice. */
function ofChoice(values: readonly unknown[]): string {
  return values.length === 1 ? 'const' : 'enum'
}

function ofText({ type, pattern, minLength = 0, maxLength, ...schema }: Schema): Broken[] {
  if (![type].flat().includes('string')) return []
  if (schema.const !== undefined) return [['discriminator', `${schema.const}s`]]
  if (schema.enum) return [[ofChoice(schema.enum), 'nonsense']]
  const most = maxLength ?? Number.POSITIVE_INFINITY
  if (pattern) {
    const form = new RegExp(pattern, 'u')
    const fits = (text: string) => text.length >= minLength && text.length <= most
    return strange.filter((text) => fits(text) && !form.test(text)).map((text) => ['pattern', text])
  }
  const short: Broken[] = minLength > 0 ? [['min_length', '']] : []
  if (maxLength === undefined) return short
  // As many characters as fit into a body that is still read.
  const unit = maxLength > longestOfFour ? 'x' : '🚣'
  return [...short, ['max_length', unit.repeat(maxLength + 1)]]
}

function ofNumber({ type, minimum, maximum }: Schema): Broken[] {
  if (![type].flat().includes('integer')) return []
  const below: Broken[] = minimum === undefined ? [] : [['minimum', minimum - 1]]
  // Beyond what is safe, no SDK would send it.
  const isSafe = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  return isSafe ? [...below, ['maximum', maximum + 1]] : below
}

function ofList({ minItems = 0, maxItems, uniqueItems, items }: Schema, list: Value[]): Broken[] {
  const broken: Broken[] = minItems > 0 ? [['min_items', []]] : []
  const [first] = list
  if (first === undefined) return broken
  if (uniqueItems) broken.push(['unique_items', [...list, first]])
  const isFree = items?.type === 'string' && !items.pattern && !items.enum
  if (maxItems !== undefined && isFree) {
    broken.push(['max_items', Array.from({ length: maxItems + 1 }, (_, index) => `n${index}`)])
  }
  return broken
}

function ofPairs({ properties, additionalProperties: more, maxProperties }: Schema): Broken[] {
  if (properties || maxProperties === undefined || typeof more !== 'object') return []
  const item = [more.type].flat().includes('integer') ? 1 : 'x'
  const names = Array.from({ length: maxProperties + 1 }, (_, index) => `n${index}`)
  return [['max_properties', Object.fromEntries(names.map((name) => [name, item]))]]
}

function ofFields(path: Path, schema: Schema, fields: object): Violation[] {
  const missing = (schema.required ?? []).filter((name) => name in fields)
  const unknown = schema.additionalProperties === false ? ['surprise', 'Id', 'é', '', '~/'] : []
  return [
    ...missing.map((name) => ({ path: [...path, name], value: undefined, code: 'required' })),
    ...unknown.map((name) => ({ path: [...path, name], value: null, code: 'unknown_field' })),
  ]
}
