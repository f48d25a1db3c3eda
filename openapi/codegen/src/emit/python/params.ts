import type { Component, Model, Operation } from '../../read/model.ts'
import type { Schema } from '../../read/schema-model.ts'
import { pascalCase } from '../names.ts'
import { file, flatten, sentence } from '../text.ts'
import { notesOf } from '../typescript/types.ts'
import { isModel } from './models.ts'
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

type Components = ReadonlyMap<string, Component>

interface Field {
  readonly name: string
  readonly required: boolean
  readonly schema: Schema
  readonly notes: readonly string[]
}

/** _gen/params.py: the keyword arguments of the methods, in writer form. */
export function emitParams(model: Model): string {
  const components: Components = new Map(model.components.map((part) => [part.name, part]))
  const named = namedComponents(model)
  const queries = queryOperations(model)
  const defined = new Set<string>()
  const blocks = definitions([
    ...named.map((component) => {
      const lines = emitComponent(component, components, defined)
      defined.add(component.name)
      return lines
    }),
    ...queries.map((operation) => emitQuery(operation, components, defined)),
  ])
  const code = blocks.join('\n')
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(code)
  const abstract = ['Mapping', 'Sequence'].filter((name) => code.includes(`${name}[`))
  const extensions = ['NotRequired', 'TypedDict'].filter(uses)
  return file(
    moduleHeader('The keyword arguments of the methods.'),
    abstract.length > 0 && `from collections.abc import ${abstract.join(', ')}`,
    uses('Literal') && 'from typing import Literal',
    '',
    extensions.length > 0 && [`from typing_extensions import ${extensions.join(', ')}`, ''],
    exportList(paramNames(model)),
    '',
    blocks,
  )
}

/** What params.py defines. */
export function paramNames(model: Model): readonly string[] {
  return [...namedComponents(model).map(paramsName), ...queryOperations(model).map(queryParamsName)]
}

function namedComponents(model: Model): readonly Component[] {
  const written = model.components.filter((component) => component.written)
  return inDependencyOrder(written).filter((component) => isNamed(component.schema))
}

function queryOperations(model: Model): readonly Operation[] {
  return model.operations.filter((operation) => operation.queryParams.length > 0)
}

/** `AgentUpsertParams` for an object, `AgentStatusParam` for an enum or a union. */
export function paramsName(component: Component): string {
  return `${component.name}${isModel(component.schema) ? 'Params' : 'Param'}`
}

export function queryParamsName(operation: Operation): string {
  return `${pascalCase(operation.id)}Params`
}

function isNamed(schema: Schema): boolean {
  return isModel(schema) || schema.kind === 'enum' || schema.kind === 'union'
}

function emitComponent(
  component: Component,
  components: Components,
  defined: ReadonlySet<string>,
): readonly string[] {
  const { schema } = component
  const name = paramsName(component)
  const notes = notesOf(schema).slice(0, 2)
  if (!isModel(schema)) {
    const type = typeOf(schema, components, defined)
    return [...layout(`${name} = `, type), ...docstring(notes, 0)]
  }
  const fields = schema.properties.map((property) => ({
    ...property,
    notes: notesOf(property.schema).slice(0, 2),
  }))
  return emitTypedDict(name, notes, fields, components, defined)
}

function emitQuery(
  operation: Operation,
  components: Components,
  defined: ReadonlySet<string>,
): readonly string[] {
  // None is left out of the query, so a caller may pass on what it does not have.
  const fields = operation.queryParams.map((parameter) => ({
    ...parameter,
    schema: orNone(parameter.schema),
    notes: [sentence(parameter.description), notesOf(parameter.schema)[1] ?? ''],
  }))
  const notes = [`Query of \`${operation.id}\`.`]
  return emitTypedDict(queryParamsName(operation), notes, fields, components, defined)
}

function orNone(schema: Schema): Schema {
  return schema.kind === 'nullable'
    ? schema
    : { kind: 'nullable', inner: schema, notes: schema.notes }
}

function emitTypedDict(
  name: string,
  notes: readonly string[],
  fields: readonly Field[],
  components: Components,
  defined: ReadonlySet<string>,
): readonly string[] {
  const doc = docstring(notes, 4)
  const lines = fields.flatMap((field) => {
    const type = typeOf(field.schema, components, defined)
    const shown: Expression = field.required ? type : `NotRequired[${inline(type)}]`
    return [...layout(`${field.name}: `, shown, '', 4), ...docstring(field.notes, 4)]
  })
  return flatten([`class ${name}(TypedDict):`, doc, doc.length > 0 && '', lines])
}

/** A schema as the type of an argument: read-only containers, closed literals. */
export function typeOf(
  schema: Schema,
  components: Components,
  defined: ReadonlySet<string>,
): Expression {
  switch (schema.kind) {
    case 'ref': {
      const component = components.get(schema.name)
      if (component === undefined) return 'object'
      if (!isNamed(component.schema)) return typeOf(component.schema, components, defined)
      const name = paramsName(component)
      return defined.has(schema.name) ? name : `"${name}"`
    }
    case 'string':
      return 'str'
    case 'number':
      return schema.integer ? 'int' : 'float'
    case 'boolean':
      return 'bool'
    case 'const':
      return typeof schema.value === 'string'
        ? `Literal[${quote(schema.value)}]`
        : typeof schema.value === 'boolean'
          ? 'bool'
          : 'float'
    case 'enum':
      return { open: 'Literal[', items: schema.values.map(quote), close: ']' }
    case 'nullable':
      return withNone(typeOf(schema.inner, components, defined))
    case 'array':
      return `Sequence[${inline(typeOf(schema.items, components, defined))}]`
    case 'union': {
      const names = schema.variants.map((variant) => {
        const component = components.get(variant.component)
        return component === undefined ? variant.component : paramsName(component)
      })
      const known = schema.variants.every((variant) => defined.has(variant.component))
      return known ? union(names) : `"${names.join(' | ')}"`
    }
    case 'object': {
      if (schema.properties.length > 0) return 'Mapping[str, object]'
      const values =
        typeof schema.additional === 'string'
          ? 'object'
          : inline(typeOf(schema.additional, components, defined))
      return `Mapping[str, ${values}]`
    }
  }
}
