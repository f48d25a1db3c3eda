/** The closed set of schema shapes that the contract may use. */
export type Schema =
  | RefSchema
  | StringSchema
  | EnumSchema
  | ConstSchema
  | NumberSchema
  | BooleanSchema
  | ArraySchema
  | ObjectSchema
  | UnionSchema
  | NullableSchema

export interface Annotations {
  readonly title?: string
  readonly description?: string
  readonly deprecated?: boolean
  readonly examples?: readonly unknown[]
  readonly default?: unknown
}

interface Base {
  readonly notes: Annotations
}

export interface RefSchema extends Base {
  readonly kind: 'ref'
  readonly name: string
}

export type Format = 'email' | 'uuid' | 'date' | 'date-time'

export interface StringSchema extends Base {
  readonly kind: 'string'
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: Format
}

export interface EnumSchema extends Base {
  readonly kind: 'enum'
  readonly values: readonly string[]
  /** `x-closed: true`: a promise that no value is ever added. */
  readonly closed: boolean
}

export interface ConstSchema extends Base {
  readonly kind: 'const'
  readonly value: string | number | boolean
}

export interface NumberSchema extends Base {
  readonly kind: 'number'
  readonly integer: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
}

export interface BooleanSchema extends Base {
  readonly kind: 'boolean'
}

export interface ArraySchema extends Base {
  readonly kind: 'array'
  readonly items: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems: boolean
}

export interface Property {
  readonly name: string
  readonly required: boolean
  readonly schema: Schema
}

export interface ObjectSchema extends Base {
  readonly kind: 'object'
  readonly properties: readonly Property[]
  /** `forbidden` refuses other fields, `any` takes them, a schema checks each of them. */
  readonly additional: 'forbidden' | 'any' | Schema
  readonly propertyNames?: StringSchema
  readonly minProperties?: number
  readonly maxProperties?: number
}

export interface Variant {
  readonly tag: string
  readonly component: string
}

export interface UnionSchema extends Base {
  readonly kind: 'union'
  readonly discriminator: string
  readonly variants: readonly Variant[]
  readonly closed: boolean
}

export interface NullableSchema extends Base {
  readonly kind: 'nullable'
  readonly inner: Schema
}

/** Every schema directly inside this one; references are not followed. */
export function childSchemas(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case 'array':
      return [schema.items]
    case 'nullable':
      return [schema.inner]
    case 'object': {
      const fields = schema.properties.map((property) => property.schema)
      return typeof schema.additional === 'string' ? fields : [...fields, schema.additional]
    }
    default:
      return []
  }
}

/** The names of the components that this schema names, at any depth inside it. */
export function referencedComponents(schema: Schema): readonly string[] {
  if (schema.kind === 'ref') return [schema.name]
  if (schema.kind === 'union') return schema.variants.map((variant) => variant.component)
  return childSchemas(schema).flatMap(referencedComponents)
}
