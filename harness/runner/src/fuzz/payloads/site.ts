import { isFields, type Value } from '../../expect/value.ts'
import type { Schema, Schemas } from './schema.ts'

export type Path = readonly (string | number)[]

/** A place in a value, with what its schema asks of it. */
export interface Site {
  path: Path
  schema: Schema
  value: Value
  nullable: boolean
  /** Values that it must differ from. */
  others: readonly Value[]
}

/** Every place of a value, the value itself first. */
export function sitesOf(
  schemas: Schemas,
  given: Schema,
  value: Value,
  path: Path = [],
  others: readonly Value[] = [],
): Site[] {
  const { schema, nullable } = readUnion(schemas, given, value)
  const site: Site = { path, schema, value, nullable, others }
  const below = (item: Schema, name: string | number, inner: Value, beside: Value[] = []) =>
    sitesOf(schemas, item, inner, [...path, name], beside)
  if (Array.isArray(value) && schema.items) {
    const { items, uniqueItems } = schema
    const beside = (index: number) => (uniqueItems ? value.toSpliced(index, 1) : [])
    return [site, ...value.flatMap((item, index) => below(items, index, item, beside(index)))]
  }
  if (!isFields(value)) return [site]
  const more = typeof schema.additionalProperties === 'object' && schema.additionalProperties
  const fields = Object.entries(value).flatMap(([name, item]) => {
    const own = schema.properties?.[name] ?? more
    return own ? below(own, name, item) : []
  })
  return [site, ...fields]
}

/** The member of a union that a value is of, and whether it might be null. */
function readUnion(
  schemas: Schemas,
  given: Schema,
  value: Value,
): Pick<Site, 'schema' | 'nullable'> {
  const schema = schemas.resolve(given)
  const types = [schema.type ?? []].flat()
  if (!schema.oneOf) return { schema, nullable: types.includes('null') }
  const members = schema.oneOf.map((member) => schemas.resolve(member))
  const others = members.filter(({ type }) => type !== 'null')
  const own = others.find(
    ({ properties }) => isFields(value) && properties?.type?.const === value.type,
  )
  const member = own ?? (others[0] as Schema)
  const inner = member.oneOf ? readUnion(schemas, member, value).schema : member
  return { schema: inner, nullable: others.length < members.length }
}

/** The value with another one, or none, at a place. */
export function replaceAt(value: Value, path: Path, other: Value | undefined): Value {
  const [name, ...rest] = path
  if (name === undefined) return other ?? null
  if (Array.isArray(value)) {
    const index = Number(name)
    const item = rest.length > 0 ? replaceAt(value[index] as Value, rest, other) : other
    const items = item === undefined ? [] : [item]
    return [...value.slice(0, index), ...items, ...value.slice(index + 1)]
  }
  const fields = isFields(value) ? value : {}
  const item = rest.length > 0 ? replaceAt(fields[name] ?? {}, rest, other) : other
  const { [name]: _, ...others } = fields
  return item === undefined ? others : { ...fields, [name]: item }
}

/** RFC 6901. */
export function pointerTo(path: Path): string {
  return path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
