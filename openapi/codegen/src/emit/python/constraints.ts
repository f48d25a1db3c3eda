import type { Schema } from '../../read/schema-model.ts'
import { call, type Expression, number, quote } from './syntax.ts'

/** What pydantic's `Field` takes of a schema; checked only where responses are validated fully. */
export function constrained(type: Expression, schema: Schema): Expression {
  const limits = limitsOf(schema)
  if (limits.length === 0) return type
  return { open: 'Annotated[', items: [type, call('Field', limits)], close: ']' }
}

function limitsOf(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case 'string':
      return [
        ...limit('min_length', schema.minLength),
        ...limit('max_length', schema.maxLength),
        ...(schema.pattern === undefined ? [] : [`pattern=${quote(schema.pattern)}`]),
      ]
    case 'number':
      return [
        ...limit('ge', schema.minimum),
        ...limit('le', schema.maximum),
        ...limit('gt', schema.exclusiveMinimum),
        ...limit('lt', schema.exclusiveMaximum),
        ...limit('multiple_of', schema.multipleOf),
      ]
    case 'array':
      return [...limit('min_length', schema.minItems), ...limit('max_length', schema.maxItems)]
    case 'object':
      return schema.properties.length > 0
        ? []
        : [
            ...limit('min_length', schema.minProperties),
            ...limit('max_length', schema.maxProperties),
          ]
    default:
      return []
  }
}

function limit(name: string, value: number | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}=${number(value)}`]
}
