import type { Model, Operation, Parameter } from '../../read/model.ts'
import { file } from '../text.ts'
import { docComment, header, key, quote } from './syntax.ts'
import { type Components, typeName, typeOf } from './type-expression.ts'

/** packages/contract/src/gen/operation-types.ts: what each operation takes and gives. */
export function emitOperationTypes(model: Model): string {
  const components = new Map(model.components.map((component) => [component.name, component]))
  const entries = model.operations.flatMap((operation) => entry(operation, components))
  const text = entries.join('\n')
  const envelope = model.components.find((component) => component.eventEnvelope)?.name
  const used = model.components
    .flatMap((component) => [
      ...new Set([typeName(component, 'reader'), typeName(component, 'writer')]),
    ])
    .filter((name) => name !== envelope && new RegExp(`\\b${name}\\b`).test(text))
  return file(
    header,
    used.length > 0 && [
      'import type {',
      ...used.map((name) => `  ${name},`),
      "} from './types.ts'",
      '',
    ],
    '/** By operation: the parts of a request as they are after parsing, and the result. */',
    'export interface OperationMap {',
    entries,
    '}',
  )
}

function entry(operation: Operation, components: Components): readonly string[] {
  const { body, success } = operation
  const component = body === null ? undefined : components.get(body.component)
  const bodyType = component === undefined ? 'undefined' : typeName(component, 'writer')
  const text = success.mediaType === null ? 'undefined' : 'string'
  return [
    ...docComment([operation.summary], 2),
    `  ${quote(operation.id)}: {`,
    `    path: ${record(operation.pathParams, components)}`,
    `    query: ${record(operation.queryParams, components)}`,
    `    headers: ${record(lowerCase(operation.headerParams), components)}`,
    `    body: ${body?.required === false ? `${bodyType} | undefined` : bodyType}`,
    `    output: ${success.component ?? text}`,
    `    status: ${success.status}`,
    '  }',
  ]
}

function lowerCase(parameters: readonly Parameter[]): readonly Parameter[] {
  return parameters.map((parameter) => ({ ...parameter, name: parameter.name.toLowerCase() }))
}

function record(parameters: readonly Parameter[], components: Components): string {
  if (parameters.length === 0) return '{}'
  const fields = parameters.map((parameter) => {
    const type = typeOf(parameter.schema, 'writer', components)
    return `${key(parameter.name)}${parameter.required ? '' : '?'}: ${type}`
  })
  return `{ ${fields.join('; ')} }`
}
