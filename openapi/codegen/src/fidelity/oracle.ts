import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonObject } from '../read/model.ts'

/** The pointers at which a value fails, or an empty list where it is valid. */
export type Oracle = (component: string, value: unknown) => readonly string[]

/**
 * ajv over the artifact's own components, which shares no line with the emitted validators. Plain
 * JSON Schema decides what is valid; ajv's `discriminator` only tells the fields of a union's
 * variant from those of its other variants.
 */
export function createOracle(document: JsonObject): Oracle {
  const plain = compiler(withoutDiscriminator(document), false)
  const telling = compiler(withTypedUnions(document), true)
  return (component, value) => {
    if (plain(component)(value) === true) return []
    const validate = telling(component)
    if (validate(value) === true) return ['ajv tells no field']
    const errors = validate.errors ?? []
    const named = errors.filter((error) => !isWrapper(error))
    return [...new Set((named.length > 0 ? named : errors).map(pointerOf))].sort()
  }
}

function compiler(
  document: unknown,
  discriminator: boolean,
): (component: string) => ValidateFunction {
  const ajv = new Ajv2020.default({ allErrors: true, strict: false, discriminator })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'artifact', components: (document as JsonObject).components })
  return (component) => {
    const reference = `artifact#/components/schemas/${component}`
    return ajv.getSchema(reference) ?? ajv.compile({ $ref: reference })
  }
}

/** The failure of `oneOf: [$ref, null]` itself, and that of its null branch, name no field. */
function isWrapper(error: ErrorObject): boolean {
  if (error.keyword === 'type') return error.params.type === 'null'
  return error.keyword === 'oneOf'
}

function pointerOf(error: ErrorObject): string {
  const { instancePath, keyword, params } = error
  const below = (name: unknown) => {
    return `${instancePath}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
  }
  if (error.propertyName !== undefined) return below(error.propertyName)
  if (keyword === 'required') return below(params.missingProperty)
  if (keyword === 'additionalProperties') return below(params.additionalProperty)
  if (keyword === 'propertyNames') return below(params.propertyName)
  if (keyword === 'discriminator') return below(params.tag)
  return instancePath
}

/** To JSON Schema a discriminator is an annotation. */
function withoutDiscriminator(document: JsonObject): unknown {
  return rewrite(document, ({ discriminator: _, ...schema }) => schema)
}

/** ajv knows no mapping, which says nothing that the consts don't, and lets non-objects pass. */
function withTypedUnions(document: JsonObject): unknown {
  return rewrite(document, (schema) => {
    const { discriminator } = schema as { discriminator?: { propertyName: string } }
    if (discriminator === undefined) return schema
    const { propertyName } = discriminator
    return { ...schema, type: 'object', discriminator: { propertyName } }
  })
}

function rewrite(value: unknown, change: (schema: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(change(value as JsonObject))
      .filter(([name]) => name !== 'examples' && name !== 'example')
      .map(([name, item]) => [name, rewrite(item, change)]),
  )
}
