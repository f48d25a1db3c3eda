import { z } from 'zod'
import { formats } from './formats.ts'

/** A zod schema that checks and never changes what it checks. */
export type Schema<T> = z.ZodType<T>

type Check<T> = z.core.$ZodCheck<T>
type Issue = { readonly rule: string; readonly message: string; readonly path?: PropertyKey[] }

/** One component: built on first use, so that components may refer to each other in circles. */
export function component<T>(build: () => z.ZodType): Schema<T> {
  return z.lazy(build) as unknown as Schema<T>
}

/** A check that runs on every value of its type, also beside other failures of the same value. */
function check<T>(type: 'string' | 'number' | 'array' | 'object', run: RunCheck<T>): Check<T> {
  const when = ({ value }: z.core.ParsePayload) => {
    if (type === 'array') return Array.isArray(value)
    return type === 'object' ? isObject(value) : typeof value === type
  }
  const def = { check: 'custom', when }
  return { _zod: { check: run, def, onattach: [] } } as unknown as Check<T>
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object as it is: unlike zod's own it is not copied, so that checks see every field. */
export function anyObject(): z.ZodType<Record<string, unknown>> {
  return z.custom<Record<string, unknown>>(isObject, {
    error: 'must be an object',
    params: { rule: 'type' },
  })
}

type RunCheck<T> = (payload: z.core.ParsePayload<T>) => void

function refuse(payload: z.core.ParsePayload, issue: Issue): void {
  const { rule, message, path = [] } = issue
  const input: unknown = payload.value
  payload.issues.push({ code: 'custom', input, path, message, params: { rule }, continue: true })
}

/** JSON Schema counts code points where JavaScript's `length` counts UTF-16 units. */
function codePoints(value: string): number {
  let count = value.length
  for (let index = 0; index < value.length - 1; index++) {
    const unit = value.charCodeAt(index)
    if (unit < 0xd800 || unit > 0xdbff) continue
    const next = value.charCodeAt(index + 1)
    if (next >= 0xdc00 && next <= 0xdfff) count--
  }
  return count
}

export function minLength(limit: number): Check<string> {
  const message = `must have at least ${count(limit, 'character')}`
  return check('string', (payload) => {
    if (codePoints(payload.value) < limit) refuse(payload, { rule: 'min_length', message })
  })
}

export function maxLength(limit: number): Check<string> {
  const message = `must have at most ${count(limit, 'character')}`
  return check('string', (payload) => {
    if (codePoints(payload.value) > limit) refuse(payload, { rule: 'max_length', message })
  })
}

export function pattern(expression: RegExp): Check<string> {
  const message = `must match ${expression.source}`
  return check('string', (payload) => {
    if (!expression.test(payload.value)) refuse(payload, { rule: 'pattern', message })
  })
}

export function format(name: keyof typeof formats): Check<string> {
  const message = `must be a valid ${name}`
  return check('string', (payload) => {
    if (!formats[name](payload.value)) refuse(payload, { rule: 'format', message })
  })
}

export function multipleOf(divisor: number): Check<number> {
  const message = `must be a multiple of ${divisor}`
  return check('number', (payload) => {
    if (payload.value % divisor !== 0) refuse(payload, { rule: 'multiple_of', message })
  })
}

export function uniqueItems(): Check<unknown[]> {
  return check('array', (payload) => {
    if (new Set(payload.value.map(canonical)).size === payload.value.length) return
    refuse(payload, { rule: 'unique_items', message: 'must not hold two equal items' })
  })
}

export function minProperties(limit: number): Check<object> {
  const message = `must have at least ${count(limit, 'field')}`
  return check('object', (payload) => {
    const fields = Object.keys(payload.value).length
    if (fields < limit) refuse(payload, { rule: 'min_properties', message })
  })
}

export function maxProperties(limit: number): Check<object> {
  const message = `must have at most ${count(limit, 'field')}`
  return check('object', (payload) => {
    const fields = Object.keys(payload.value).length
    if (fields > limit) refuse(payload, { rule: 'max_properties', message })
  })
}

/** Checks the name of every field. */
export function propertyNames(names: z.ZodType): Check<object> {
  const message = 'is not a name that a field may have here'
  return check('object', (payload) => {
    for (const name of Object.keys(payload.value)) {
      if (names.safeParse(name).success) continue
      refuse(payload, { rule: 'property_name', message, path: [name] })
    }
  })
}

/** Checks the fields that a schema describes. */
export function knownFields(schema: z.ZodType): Check<object> {
  return check('object', (payload) => collect(payload, schema, payload.value, []))
}

/** Checks the value of every field that is not among the known ones. */
export function otherFields(known: readonly string[], values: z.ZodType): Check<object> {
  const skipped = new Set(known)
  return check('object', (payload) => {
    for (const [name, value] of Object.entries(payload.value)) {
      if (!skipped.has(name)) collect(payload, values, value, [name])
    }
  })
}

type Variants = Readonly<Record<string, z.ZodType>>
type Tagged = z.core.ParsePayload<Record<string, unknown>>

/** Exactly the variant that the discriminator names; nothing else is tried. */
export function union(discriminator: string, variants: () => Variants): z.ZodType {
  return variantOf(discriminator, variants, (payload) => {
    const message = `must be one of ${Object.keys(variants()).join(', ')}`
    refuse(payload, { rule: 'discriminator', message, path: [discriminator] })
  })
}

/** As `union`, but a variant that is not known is taken as it is. */
export function openUnion(discriminator: string, variants: () => Variants): z.ZodType {
  return variantOf(discriminator, variants, (payload, tag) => {
    if (typeof tag === 'string') return
    refuse(payload, { rule: 'type', message: 'must be a string', path: [discriminator] })
  })
}

function variantOf(
  discriminator: string,
  variants: () => Variants,
  otherwise: (payload: Tagged, tag: unknown) => void,
): z.ZodType {
  const known = new Map<string, z.ZodType>()
  return anyObject().check((payload) => {
    if (!isObject(payload.value)) return
    if (known.size === 0)
      for (const [tag, schema] of Object.entries(variants())) known.set(tag, schema)
    const tag = payload.value[discriminator]
    const variant = typeof tag === 'string' ? known.get(tag) : undefined
    if (variant === undefined) otherwise(payload, tag)
    else collect(payload, variant, payload.value, [])
  })
}

function collect(
  payload: z.core.ParsePayload,
  schema: z.ZodType,
  value: unknown,
  path: PropertyKey[],
): void {
  const result = schema.safeParse(value)
  for (const issue of result.error?.issues ?? []) {
    const place = { path: [...path, ...issue.path], continue: true }
    payload.issues.push({ ...issue, ...place, input: value } as z.core.$ZodRawIssue)
  }
}

function count(limit: number, unit: string): string {
  return `${limit} ${unit}${limit === 1 ? '' : 's'}`
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const fields = Object.entries(value).map(([name, item]) => [
    JSON.stringify(name),
    canonical(item),
  ])
  return `{${fields
    .map((field) => field.join(':'))
    .sort()
    .join()}}`
}
