import type { Component, Model } from '../../read/model.ts'
import type { ObjectSchema, Property, Schema } from '../../read/schema-model.ts'
import { file, flatten } from '../text.ts'
import { notesOf } from '../typescript/types.ts'
import { constrained } from './constraints.ts'
import { inDependencyOrder } from './order.ts'
import {
  definitions,
  docstring,
  type Expression,
  exportList,
  inline,
  layout,
  moduleHeader,
  quote,
  union,
  withNone,
} from './syntax.ts'

/** _gen/models.py: what responses are made of, in reader form. */
export function emitModels(model: Model): string {
  const readable = readableComponents(model)
  const defined = new Set<string>()
  const blocks = definitions(
    readable.map((component) => {
      const lines = emitComponent(component, defined)
      defined.add(component.name)
      return lines
    }),
  )
  const code = blocks.join('\n')
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(code)
  const typing = ['Annotated', 'Any', 'Literal'].filter(uses)
  const bases = ['Model', 'OneOf', 'Unrecognized'].filter(uses)
  return file(
    moduleHeader(
      'What responses are made of. Values that a later server adds are kept as they are.',
    ),
    typing.length > 0 && [`from typing import ${typing.join(', ')}`, ''],
    uses('Field') && ['from pydantic import Field', ''],
    `from ..model import ${bases.join(', ')}`,
    '',
    exportList(modelNames(model)),
    '',
    blocks,
  )
}

/** What models.py defines. */
export function modelNames(model: Model): readonly string[] {
  return readableComponents(model).map((component) => component.name)
}

function readableComponents(model: Model): readonly Component[] {
  return inDependencyOrder(model.components.filter((component) => component.returned))
}

function emitComponent(component: Component, defined: ReadonlySet<string>): readonly string[] {
  const { name, schema } = component
  if (isModel(schema)) {
    const fields = schema.properties.flatMap((property) => emitField(property, defined))
    const doc = docstring(notesOf(schema).slice(0, 2), 4)
    const open = doc.length > 0 && fields.length > 0 ? [''] : []
    return flatten([`class ${name}(Model):`, doc, open, fields])
  }
  const doc = docstring(notesOf(schema).slice(0, 2), 0)
  return [...emitAlias(name, schema, defined), ...doc]
}

/** Only objects with fields of their own are classes; mappings are plain dicts. */
export function isModel(schema: Schema): schema is ObjectSchema {
  return schema.kind === 'object' && schema.properties.length > 0
}

export function emitField(property: Property, defined: ReadonlySet<string>): readonly string[] {
  const { name, required, schema } = property
  const type = typeOf(schema, defined)
  const optional = !required && schema.kind !== 'nullable' ? withNone(type) : type
  return [
    ...layout(`${name}: `, optional, required ? '' : ' = None', 4),
    ...docstring(notesOf(schema).slice(0, 2), 4),
  ]
}

function emitAlias(name: string, schema: Schema, defined: ReadonlySet<string>): readonly string[] {
  return layout(`${name} = `, typeOf(schema, defined))
}

function typeOf(schema: Schema, defined: ReadonlySet<string>): Expression {
  switch (schema.kind) {
    case 'ref':
      return defined.has(schema.name) ? schema.name : `"${schema.name}"`
    case 'string':
      return constrained('str', schema)
    case 'number':
      return constrained(schema.integer ? 'int' : 'float', schema)
    case 'boolean':
      return 'bool'
    case 'const':
      return typeof schema.value === 'number' && !Number.isInteger(schema.value)
        ? 'float'
        : { open: 'Literal[', items: [constant(schema.value)], close: ']' }
    case 'enum': {
      const values = { open: 'Literal[', items: schema.values.map(quote), close: ']' }
      return schema.closed ? values : union([values, 'str'])
    }
    case 'nullable':
      return withNone(typeOf(schema.inner, defined))
    case 'array':
      return constrained(collection('list', [typeOf(schema.items, defined)]), schema)
    case 'union': {
      const names = schema.variants.map((variant) => variant.component)
      const members = union([...names, ...(schema.closed ? [] : ['Unrecognized'])])
      const known = names.every((name) => defined.has(name))
      const marker = `OneOf(${quote(schema.discriminator)})`
      const items = [known ? members : `"${inline(members)}"`, marker]
      return { open: 'Annotated[', items, close: ']' }
    }
    case 'object': {
      if (schema.properties.length > 0) return 'dict[str, Any]'
      const values =
        typeof schema.additional === 'string' ? 'Any' : typeOf(schema.additional, defined)
      return constrained(collection('dict', ['str', values]), schema)
    }
  }
}

/** Ruff can't explode a subscript of one item, so the item stands on the line of its brackets. */
function collection(name: string, items: readonly Expression[]): Expression {
  return `${name}[${items.map(inline).join(', ')}]`
}

function constant(value: string | number | boolean): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}
