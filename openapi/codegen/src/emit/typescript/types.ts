import type { Component, Model } from '../../read/model.ts'
import type { ObjectSchema, Schema } from '../../read/schema-model.ts'
import { file, sentence } from '../text.ts'
import { docComment, header, key } from './syntax.ts'
import { type Components, type Form, hasTwoForms, typeName, typeOf } from './type-expression.ts'

/** packages/contract/src/gen/types.ts: one type per component, two where the forms differ. */
export function emitTypes(model: Model): string {
  const components = new Map(model.components.map((component) => [component.name, component]))
  const blocks = model.components.flatMap((component) => {
    return formsOf(component).flatMap((form) => [...emitType(component, form, components), ''])
  })
  const uses = (name: string) => blocks.some((line) => new RegExp(`\\b${name}\\b`).test(line))
  const imported = ['Unrecognized', 'UnrecognizedTag'].filter(uses)
  const envelope = model.components.some((component) => component.eventEnvelope)
  return file(
    header,
    imported.length > 0 && `import type { ${imported.join(', ')} } from '../unrecognized.ts'`,
    envelope && "import type { Event } from './events.ts'",
    '',
    blocks,
  )
}

export function formsOf(component: Component): readonly Form[] {
  if (hasTwoForms(component)) return ['reader', 'writer']
  return component.read ? ['reader'] : ['writer']
}

function emitType(component: Component, form: Form, components: Components): readonly string[] {
  const { schema } = component
  const name = component.eventEnvelope ? 'EventEnvelope' : typeName(component, form)
  const comment = docComment(notesOf(schema))
  if (schema.kind === 'object' && schema.properties.length > 0) {
    const fields = emitFields(schema, form, components)
    return [...comment, `export interface ${name} {`, ...fields, '}']
  }
  return [...comment, ...alias(name, typeOf(schema, form, components))]
}

export function emitFields(
  schema: ObjectSchema,
  form: Form,
  components: Components,
): readonly string[] {
  const fields = schema.properties.flatMap((property) => [
    ...docComment(notesOf(property.schema), 2),
    `  ${key(property.name)}${property.required ? '' : '?'}: ${typeOf(property.schema, form, components)}`,
  ])
  if (typeof schema.additional === 'string') return fields
  return [...fields, '  [field: string]: unknown']
}

function alias(name: string, type: string): readonly string[] {
  const line = `export type ${name} = ${type}`
  if (line.length <= 100) return [line]
  return [`export type ${name} =`, ...type.split(' | ').map((part) => `  | ${part}`)]
}

/** Description, constraints that a type can't tell, default and deprecation. */
export function notesOf(schema: Schema): readonly string[] {
  const { description, deprecated } = schema.notes
  return [sentence(description ?? ''), limitsText(schema), deprecated === true ? '@deprecated' : '']
}

/** The constraints of a schema as a sentence: `1 to 200 characters.` */
export function limitsText(schema: Schema): string {
  const text = constraintsOf(schema)
  return sentence(text.charAt(0).toUpperCase() + text.slice(1))
}

function constraintsOf(schema: Schema): string {
  switch (schema.kind) {
    case 'nullable':
      return constraintsOf(schema.inner)
    case 'string':
      return list([
        between('characters', schema.minLength, schema.maxLength),
        schema.format === undefined ? '' : `format \`${schema.format}\``,
        schema.pattern === undefined ? '' : `pattern \`${schema.pattern}\``,
      ])
    case 'number': {
      const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
      return list([
        between('', minimum, maximum),
        exclusiveMinimum === undefined ? '' : `more than ${exclusiveMinimum}`,
        exclusiveMaximum === undefined ? '' : `less than ${exclusiveMaximum}`,
        multipleOf === undefined ? '' : `a multiple of ${multipleOf}`,
      ])
    }
    case 'array':
      return list([
        between('items', schema.minItems, schema.maxItems),
        schema.uniqueItems ? 'no two alike' : '',
      ])
    case 'object':
      return between('fields', schema.minProperties, schema.maxProperties)
    default:
      return ''
  }
}

function list(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ')
}

function between(unit: string, low: number | undefined, high: number | undefined): string {
  const counted = (limit: number) => {
    return unit === '' ? String(limit) : `${limit} ${limit === 1 ? unit.replace(/s$/, '') : unit}`
  }
  if (low !== undefined && high !== undefined) {
    return low === high ? `exactly ${counted(low)}` : `${low} to ${counted(high)}`
  }
  if (low !== undefined) return `at least ${counted(low)}`
  return high === undefined ? '' : `at most ${counted(high)}`
}
