import type { Component, Parameter } from '../../read/model.ts'
import type {
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
} from '../../read/schema-model.ts'
import { key, literal, quote } from './syntax.ts'

export interface Context {
  readonly components: ReadonlyMap<string, Component>
  /** `open` lets unknown fields and unknown values of open enums and unions pass, as readers must. */
  readonly form: 'exact' | 'open'
}

/** Whether a component has an open form of its own. */
export function needsReader(component: Component): boolean {
  return component.lenient && component.read
}

/** A schema as a zod expression, over several lines where it is an object. */
export function schemaExpression(schema: Schema, context: Context, depth = 0): string {
  switch (schema.kind) {
    case 'ref':
      return reference(schema.name, context)
    case 'string':
      return checked('z.string()', stringChecks(schema))
    case 'number':
      return numberExpression(schema)
    case 'boolean':
      return 'z.boolean()'
    case 'const':
      return `z.literal(${literal(schema.value)})`
    case 'enum':
      if (context.form === 'open' && !schema.closed) return 'z.string()'
      return `z.enum([${schema.values.map(quote).join(', ')}])`
    case 'nullable':
      return `${schemaExpression(schema.inner, context, depth)}.nullable()`
    case 'array':
      return arrayExpression(schema, schemaExpression(schema.items, context, depth))
    case 'union': {
      const open = context.form === 'open' && !schema.closed
      const entries = schema.variants.map((variant) => {
        return `${key(variant.tag)}: ${reference(variant.component, context)}`
      })
      const variants = `() => ({ ${entries.join(', ')} })`
      return `${open ? 'openUnion' : 'union'}(${quote(schema.discriminator)}, ${variants})`
    }
    case 'object':
      return objectExpression(schema, context, depth)
  }
}

/** A parameter arrives as text: it is read as its schema's type before it is checked. */
export function parameterExpression(parameter: Parameter, context: Context): string {
  const checkedText = fromText(parameter.schema, context)
  return parameter.required ? checkedText : `${checkedText}.optional()`
}

function fromText(schema: Schema, context: Context): string {
  const expression = schemaExpression(schema, context)
  const target = resolve(schema, context)
  if (target.kind === 'number')
    return `${target.integer ? 'integerText' : 'numberText'}(${expression})`
  if (target.kind === 'boolean') return `booleanText(${expression})`
  if (target.kind !== 'array') return expression
  return `listText(${arrayExpression(target, fromText(target.items, context))})`
}

function resolve(schema: Schema, context: Context): Schema {
  if (schema.kind !== 'ref') return schema
  const target = context.components.get(schema.name)?.schema
  return target === undefined ? schema : resolve(target, context)
}

function reference(name: string, context: Context): string {
  const component = context.components.get(name)
  const open = context.form === 'open' && component !== undefined && needsReader(component)
  return open ? `open${name}` : name
}

function checked(expression: string, checks: readonly string[]): string {
  return checks.length === 0 ? expression : `${expression}.check(${checks.join(', ')})`
}

function call(name: string, value: number | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}(${value})`]
}

function stringChecks(schema: StringSchema): readonly string[] {
  const { pattern, format } = schema
  return [
    ...call('minLength', schema.minLength),
    ...call('maxLength', schema.maxLength),
    ...(pattern === undefined ? [] : [`pattern(${regularExpression(pattern)})`]),
    ...(format === undefined ? [] : [`format(${quote(format)})`]),
  ]
}

function regularExpression(pattern: string): string {
  return `/${pattern.replaceAll(/\\?\//g, '\\/')}/u`
}

function numberExpression(schema: NumberSchema): string {
  return [
    schema.integer ? 'z.int()' : 'z.number()',
    ...call('gte', schema.minimum),
    ...call('lte', schema.maximum),
    ...call('gt', schema.exclusiveMinimum),
    ...call('lt', schema.exclusiveMaximum),
    ...call('check(multipleOf', schema.multipleOf).map((text) => `${text})`),
  ].join('.')
}

function arrayExpression(schema: ArraySchema, items: string): string {
  const limits = [...call('min', schema.minItems), ...call('max', schema.maxItems)]
  const expression = [`z.array(${items})`, ...limits].join('.')
  return checked(expression, schema.uniqueItems ? ['uniqueItems()'] : [])
}

// zod's own objects are copied without unknown fields, which checks of the whole object must see.
function objectExpression(schema: ObjectSchema, context: Context, depth: number): string {
  const strict = schema.additional === 'forbidden' && context.form === 'exact'
  const kind = strict ? 'strict' : 'loose'
  const pad = ' '.repeat(depth)
  const fields = schema.properties.map((property) => {
    const expression = schemaExpression(property.schema, context, depth + 2)
    return `${pad}  ${key(property.name)}: ${expression}${property.required ? '' : '.optional()'},\n`
  })
  const shape = fields.length === 0 ? '{}' : `{\n${fields.join('')}${pad}}`
  const object = `z.${kind}Object(${shape})`
  const checks = objectChecks(schema, context, depth)
  if (fields.length === 0 && kind === 'loose') return checked('anyObject()', checks)
  return checks.length === 0
    ? object
    : checked('anyObject()', [`knownFields(${object})`, ...checks])
}

function objectChecks(schema: ObjectSchema, context: Context, depth: number): readonly string[] {
  const { additional, propertyNames } = schema
  const known = schema.properties.map((property) => quote(property.name)).join(', ')
  return [
    ...call('minProperties', schema.minProperties),
    ...call('maxProperties', schema.maxProperties),
    ...(propertyNames === undefined
      ? []
      : [`propertyNames(${schemaExpression(propertyNames, context)})`]),
    ...(typeof additional === 'string'
      ? []
      : [`otherFields([${known}], ${schemaExpression(additional, context, depth)})`]),
  ]
}
