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
    open: [...reachable(schemas, [name])].some((inner) =>
      hasOpenPart(schemas.get(inner) as Schema),
    ),
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

function hasUnion(schema: Schema): boolean {
  return schema.kind === 'union' || childSchemas(schema).some(hasUnion)
}

function hasOpenPart(schema: Schema): boolean {
  if (schema.kind === 'enum' || schema.kind === 'union') return !schema.closed
  return childSchemas(schema).some(hasOpenPart)
}
