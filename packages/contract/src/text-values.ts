import { z } from 'zod'

const integer = /^-?(0|[1-9][0-9]*)$/
const decimal = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/

/** Path and query values arrive as text; these read it as what the schema asks for. */
export function integerText(schema: z.ZodType): z.ZodType {
  return z.preprocess((value) => (isText(value, integer) ? Number(value) : value), schema)
}

export function numberText(schema: z.ZodType): z.ZodType {
  return z.preprocess((value) => (isText(value, decimal) ? Number(value) : value), schema)
}

export function booleanText(schema: z.ZodType): z.ZodType {
  return z.preprocess((value) => {
    if (value === 'true') return true
    return value === 'false' ? false : value
  }, schema)
}

/** A repeated parameter; one value is a list of one. */
export function listText(schema: z.ZodType): z.ZodType {
  return z.preprocess((value) => (typeof value === 'string' ? [value] : value), schema)
}

function isText(value: unknown, shape: RegExp): value is string {
  return typeof value === 'string' && shape.test(value)
}
