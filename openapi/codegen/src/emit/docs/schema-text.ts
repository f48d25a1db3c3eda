import type { Component, Model } from '../../read/model.ts'
import type { ObjectSchema, Schema } from '../../read/schema-model.ts'
import { sentence } from '../text.ts'
import { limitsText } from '../typescript/types.ts'
import { anchor, code, table } from './markdown.ts'

/** A schema in words, with links to the components that it names. */
export function schemaText(schema: Schema): string {
  switch (schema.kind) {
    case 'ref':
      return link(schema.name)
    case 'string':
      return schema.format === undefined ? 'string' : `string (${schema.format})`
    case 'number':
      return schema.integer ? 'integer' : 'number'
    case 'boolean':
      return 'boolean'
    case 'const':
      return code(JSON.stringify(schema.value))
    case 'enum':
      return schema.values.map(code).join(', ')
    case 'nullable':
      return `${schemaText(schema.inner)} or null`
    case 'array':
      return `array of ${schemaText(schema.items)}`
    case 'union':
      return schema.variants.map((variant) => link(variant.component)).join(' or ')
    case 'object':
      if (schema.properties.length > 0) return 'object'
      return typeof schema.additional === 'string'
        ? 'object'
        : `object of ${schemaText(schema.additional)}`
  }
}

function link(component: string): string {
  return `[${component}](#${anchor(component)})`
}

export function fieldTable(schema: ObjectSchema): readonly string[] {
  return table(
    ['field', 'type', '', 'meaning'],
    schema.properties.map((property) => [
      code(property.name),
      schemaText(property.schema),
      property.required ? 'required' : '',
      meaning(property.schema),
    ]),
  )
}

/** Description, limits and default, as one cell. */
export function meaning(schema: Schema, description = schema.notes.description ?? ''): string {
  const fallback = schema.notes.default
  return [
    sentence(description),
    limitsText(schema),
    fallback === undefined ? '' : `Default ${code(JSON.stringify(fallback))}.`,
    schema.notes.deprecated === true ? 'Deprecated.' : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

export function componentSection(component: Component): readonly string[] {
  const { schema } = component
  const isTable = schema.kind === 'object' && schema.properties.length > 0
  return [
    `### ${component.name}`,
    '',
    ...paragraph(schema.notes.description ?? ''),
    ...(isTable ? fieldTable(schema) : [`${schemaText(schema)}. ${limitsText(schema)}`.trim()]),
    '',
    ...(isTable && schema.additional === 'forbidden' ? ['Other fields are refused.', ''] : []),
  ]
}

export function paragraph(text: string): readonly string[] {
  return text === '' ? [] : [sentence(text), '']
}

/** An example of a value: its own, its component's, or a placeholder. */
export function exampleValue(name: string, schema: Schema, model: Model): unknown {
  const [own] = schema.notes.examples ?? []
  if (own !== undefined) return own
  const target =
    schema.kind === 'ref'
      ? model.components.find((component) => component.name === schema.name)
      : undefined
  if (target !== undefined) return exampleValue(name, target.schema, model)
  return schema.kind === 'enum' ? schema.values[0] : `<${name}>`
}
