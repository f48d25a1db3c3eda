import type { Parameter } from './model.ts'
import type { Node } from './node.ts'
import { readSchema } from './read-schema.ts'
import type { Schema } from './schema-model.ts'

type Place = 'path' | 'query' | 'header'

/** The parameters of a path item and of its operation, path parameters in the order of the path. */
export function readParameters(
  root: Node,
  item: Node,
  operation: Node,
  path: string,
): Readonly<Record<Place, readonly Parameter[]>> {
  const found: Record<Place, Parameter[]> = { path: [], query: [], header: [] }
  const listed = [item, operation].flatMap((owner) => owner.find('parameters')?.items() ?? [])
  for (const node of listed.map((entry) => resolve(root, entry))) {
    const place = node.at('in').oneOf<Place>(['path', 'query', 'header'])
    found[place].push(readParameter(node, place))
  }
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '')
  const pathParams = inPath.map((name) => {
    const parameter = found.path.find((candidate) => candidate.name === name)
    return parameter ?? operation.fail(`{${name}} of the path is not described`)
  })
  if (pathParams.length !== found.path.length) {
    operation.fail('describes a path parameter that is not in the path')
  }
  return { ...found, path: pathParams }
}

function resolve(root: Node, entry: Node): Node {
  if (!entry.has('$ref')) return entry
  return root
    .at('components')
    .at('parameters')
    .at(entry.at('$ref').refInto('components/parameters'))
}

function readParameter(node: Node, place: Place): Parameter {
  const required = node.find('required')?.boolean() ?? false
  if (place === 'path' && !required) node.fail('a path parameter is required')
  const schema = readSchema(node.at('schema'))
  if (!isScalar(schema) && !(place === 'query' && schema.kind === 'array')) {
    node.at('schema').fail(`a ${place} parameter can't be ${schema.kind}`)
  }
  return {
    name: node.at('name').string(),
    required,
    description: node.find('description')?.string() ?? '',
    schema,
  }
}

function isScalar(schema: Schema): boolean {
  return ['string', 'enum', 'const', 'number', 'boolean', 'ref'].includes(schema.kind)
}
