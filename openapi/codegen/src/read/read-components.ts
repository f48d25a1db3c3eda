import type { Component, EventType, Operation } from './model.ts'
import type { Node } from './node.ts'
import { readSchema } from './read-schema.ts'
import { childSchemas, referencedComponents, type Schema } from './schema-model.ts'

/** Every component in the order of its name, with who writes it and who reads it. */
export function readComponents(
  section: Node,
  operations: readonly Operation[],
  events: readonly EventType[],
): readonly Component[] {
  const schemas = new Map(section.entries().map(([name, node]) => [name, readSchema(node)]))
  for (const [name, schema] of schemas) {
    if (childSchemas(schema).some(hasUnion)) section.at(name).fail('a union is a component')
    for (const target of referencedComponents(schema)) {
      if (!schemas.has(target)) section.at(name).fail(`refers to ${target}, which does not exist`)
    }
  }
  const parameters = operations.flatMap((operation) => {
    return [...operation.pathParams, ...operation.queryParams, ...operation.headerParams]
  })
  const written = reachable(schemas, [
    ...operations.flatMap((operation) => operation.body?.component ?? []),
    ...parameters.flatMap((parameter) => referencedComponents(parameter.schema)),
  ])
  const returned = reachable(schemas, [
    ...operations.flatMap((operation) => operation.success.component ?? []),
    ...operations.flatMap(({ stream }) => (stream === null ? [] : [stream.event, stream.reset])),
    ...events.map((event) => event.payload),
  ])
  const others = [...schemas.keys()].filter((name) => !written.has(name))
  const read = reachable(schemas, [...returned, ...others])
  const names = [...schemas.keys()].sort()
  return names.map((name) => ({
    name,
    schema: schemas.get(name) as Schema,
    written: written.has(name),
    read: read.has(name),
    returned: returned.has(name),
    eventEnvelope: section.at(name).find('x-event-envelope')?.boolean() ?? false,
    open: reaches(schemas, name, hasOpenPart),
    lenient: reaches(schemas, name, (part) => hasOpenPart(part) || hasClosedObject(part)),
  }))
}

function reachable(
  schemas: ReadonlyMap<string, Schema>,
  roots: readonly string[],
): ReadonlySet<string> {
  const seen = new Set<string>()
  const queue = [...roots]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const schema = schemas.get(name)
    if (schema === undefined || seen.has(name)) continue
    seen.add(name)
    queue.push(...referencedComponents(schema))
  }
  return seen
}

function reaches(
  schemas: ReadonlyMap<string, Schema>,
  name: string,
  has: (schema: Schema) => boolean,
): boolean {
  return [...reachable(schemas, [name])].some((inner) => has(schemas.get(inner) as Schema))
}

function hasUnion(schema: Schema): boolean {
  return schema.kind === 'union' || childSchemas(schema).some(hasUnion)
}

function hasOpenPart(schema: Schema): boolean {
  if (schema.kind === 'enum' || schema.kind === 'union') return !schema.closed
  if (isEmptyObject(schema)) return true
  return childSchemas(schema).some(hasOpenPart)
}

/** Nothing for a writer, anything for a reader. */
function isEmptyObject(schema: Schema): boolean {
  return (
    schema.kind === 'object' && schema.additional === 'forbidden' && schema.properties.length === 0
  )
}

function hasClosedObject(schema: Schema): boolean {
  if (schema.kind === 'object' && schema.additional === 'forbidden') return true
  return childSchemas(schema).some(hasClosedObject)
}
