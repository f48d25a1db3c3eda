import type { Node } from './node.ts'
import type { Annotations, NumberSchema, StringSchema } from './schema-model.ts'

export function readString(node: Node, notes: Annotations): StringSchema {
  const minLength = node.find('minLength')?.number()
  const maxLength = node.find('maxLength')?.number()
  const pattern = node.find('pattern')
  const format = node.find('format')?.oneOf(['email', 'uuid', 'date', 'date-time'])
  if (pattern !== undefined) checkPattern(pattern)
  return {
    kind: 'string',
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern: pattern.string() }),
    ...(format === undefined ? {} : { format }),
    notes,
  }
}

/** Only what JavaScript, Python and ajv read alike: ASCII classes, no lookaround. */
export function checkPattern(node: Node): void {
  const source = node.string()
  if (/\\[dDwWsSbBpP]|\(\?[=!<]/.test(source)) node.fail('uses a class or a lookaround')
  try {
    new RegExp(source, 'u')
  } catch {
    node.fail(`/${source}/ is not a regular expression`)
  }
}

export function readNumber(
  node: Node,
  type: 'integer' | 'number',
  notes: Annotations,
): NumberSchema {
  const minimum = node.find('minimum')?.number()
  const maximum = node.find('maximum')?.number()
  const exclusiveMinimum = node.find('exclusiveMinimum')?.number()
  const exclusiveMaximum = node.find('exclusiveMaximum')?.number()
  const multipleOf = node.find('multipleOf')?.number()
  const integer = type === 'integer'
  if (integer) checkIntegerBounds(node, minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum)
  if (
    multipleOf !== undefined &&
    !(integer && Number.isSafeInteger(multipleOf) && multipleOf > 0)
  ) {
    node.at('multipleOf').fail('is a positive integer, and stands on integers only')
  }
  return {
    kind: 'number',
    integer,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum }),
    ...(exclusiveMaximum === undefined ? {} : { exclusiveMaximum }),
    ...(multipleOf === undefined ? {} : { multipleOf }),
    notes,
  }
}

function checkIntegerBounds(node: Node, low: number | undefined, high: number | undefined): void {
  if (low === undefined || high === undefined) node.fail('an integer carries both bounds')
  else if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) {
    node.fail('the bounds of an integer lie within +-(2^53-1)')
  }
}
