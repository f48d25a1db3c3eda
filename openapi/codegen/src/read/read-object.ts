import type { Node } from './node.ts'
import { readString } from './read-scalar.ts'
import type { Annotations, ObjectSchema, Schema, StringSchema } from './schema-model.ts'

type ReadSchema = (node: Node) => Schema

export function readObject(node: Node, notes: Annotations, readSchema: ReadSchema): ObjectSchema {
  const required = (node.find('required')?.items() ?? []).map((item) => item.string())
  const fields = node.find('properties')?.entries() ?? []
  const names = new Set(fields.map(([name]) => name))
  for (const name of required) {
    if (!names.has(name)) node.at('required').fail(`"${name}" is not among the properties`)
  }
  const minProperties = node.find('minProperties')?.number()
  const maxProperties = node.find('maxProperties')?.number()
  const propertyNames = node.find('propertyNames')
  return {
    kind: 'object',
    properties: fields.map(([name, schema]) => {
      return { name, required: required.includes(name), schema: readSchema(schema) }
    }),
    additional: readAdditional(node, readSchema),
    ...(propertyNames === undefined ? {} : { propertyNames: readPropertyNames(propertyNames) }),
    ...(minProperties === undefined ? {} : { minProperties }),
    ...(maxProperties === undefined ? {} : { maxProperties }),
    notes,
  }
}

function readAdditional(node: Node, readSchema: ReadSchema): ObjectSchema['additional'] {
  const additional = node.find('additionalProperties')
  if (additional === undefined || additional.value === true) return 'any'
  if (additional.value === false) return 'forbidden'
  return readSchema(additional)
}

function readPropertyNames(node: Node): StringSchema {
  for (const key of node.keys()) {
    if (!['type', 'pattern', 'minLength', 'maxLength', 'description'].includes(key)) {
      node.at(key).fail('is not a keyword that property names may use')
    }
  }
  return readString(node, {})
}
