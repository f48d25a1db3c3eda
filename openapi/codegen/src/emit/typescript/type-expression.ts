import type { Component } from '../../read/model.ts'
import type { ObjectSchema, Schema } from '../../read/schema-model.ts'
import { key, quote } from './syntax.ts'

/** `reader` is open: it has room for values that a later server may send. `writer` is closed. */
export type Form = 'reader' | 'writer'

export type Components = ReadonlyMap<string, Component>

/** What a component is called in a form: only one that differs by form gets a second name. */
export function typeName(component: Component, form: Form): string {
  return form === 'writer' && hasTwoForms(component) ? `${component.name}Input` : component.name
}

export function hasTwoForms(component: Component): boolean {
  return component.open && component.written && component.read
}

/** A schema as a TypeScript type. */
export function typeOf(schema: Schema, form: Form, components: Components): string {
  switch (schema.kind) {
    case 'ref': {
      const component = components.get(schema.name)
      return component === undefined ? schema.name : typeName(component, form)
    }
    case 'string':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'const':
      return typeof schema.value === 'string' ? quote(schema.value) : String(schema.value)
    case 'enum': {
      const open = form === 'reader' && !schema.closed
      return [...schema.values.map(quote), ...(open ? ['Unrecognized'] : [])].join(' | ')
    }
    case 'nullable':
      return `${typeOf(schema.inner, form, components)} | null`
    case 'array': {
      const items = typeOf(schema.items, form, components)
      return items.includes(' | ') ? `(${items})[]` : `${items}[]`
    }
    case 'union': {
      const names = schema.variants.map((variant) => {
        const component = components.get(variant.component)
        return component === undefined ? variant.component : typeName(component, form)
      })
      const open = form === 'reader' && !schema.closed
      const fallback = `{ ${key(schema.discriminator)}: UnrecognizedTag; [field: string]: unknown }`
      return [...names, ...(open ? [fallback] : [])].join(' | ')
    }
    case 'object':
      return objectType(schema, form, components)
  }
}

function objectType(schema: ObjectSchema, form: Form, components: Components): string {
  if (schema.properties.length === 0) {
    const { additional } = schema
    if (additional === 'forbidden' && form === 'writer') return '{ [field: string]: never }'
    const value = typeof additional === 'string' ? 'unknown' : typeOf(additional, form, components)
    return `{ [field: string]: ${value} }`
  }
  const fields = schema.properties.map((property) => {
    const type = typeOf(property.schema, form, components)
    return `${key(property.name)}${property.required ? '' : '?'}: ${type}`
  })
  return `{ ${fields.join('; ')} }`
}
