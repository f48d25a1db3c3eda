import type { Model, Operation, Parameter } from '../../read/model.ts'
import { file } from '../text.ts'
import { header, key, quote } from '../typescript/syntax.ts'
import { type Components, typeName, typeOf } from '../typescript/type-expression.ts'
import { usedTypes } from './resources.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
const anyHeaders = 'headers: { [name: string]: unknown }'

/** packages/client/src/gen/paths.ts: the routes in the form that openapi-fetch reads. */
export function emitPaths(model: Model): string {
  const components: Components = new Map(model.components.map((part) => [part.name, part]))
  const routes = [...new Set(model.operations.map((operation) => operation.path))]
  const entries = routes.flatMap((path) => {
    const own = model.operations.filter((operation) => operation.path === path)
    return [
      `  ${quote(path)}: {`,
      '    parameters: { query?: never; header?: never; path?: never; cookie?: never }',
      ...methods.flatMap((method) => {
        const operation = own.find((candidate) => candidate.httpMethod.toLowerCase() === method)
        if (operation === undefined) return [`    ${method}?: never`]
        return route(operation, method, components, model)
      }),
      '  }',
    ]
  })
  const used = usedTypes(model, [...entries, 'Problem'].join('\n'))
  return file(
    header,
    ['import type {', ...used.map((name) => `  ${name},`)],
    "} from '@coxswain/contract'",
    '',
    '/** Every route, for `@coxswain/client/raw`. */',
    'export interface paths {',
    entries,
    '}',
  )
}

function route(
  operation: Operation,
  method: string,
  components: Components,
  model: Model,
): readonly string[] {
  const { body, success } = operation
  const component = body === null ? undefined : components.get(body.component)
  const content =
    component === undefined
      ? 'requestBody?: never'
      : `requestBody${body?.required === true ? '' : '?'}: { content: { ` +
        `${quote(body?.mediaType ?? '')}: ${typeName(component, 'writer')} } }`
  const result =
    success.mediaType === null
      ? 'content?: never'
      : `content: { ${quote(success.mediaType)}: ${success.component ?? 'string'} }`
  const failing = model.errors.filter((error) => operation.errors.includes(error.code))
  const statuses = [...new Set(failing.map((error) => error.status))].sort((a, b) => a - b)
  return [
    `    ${method}: {`,
    '      parameters: {',
    `        ${part('query', operation.queryParams, components)}`,
    `        ${part('header', operation.headerParams, components)}`,
    `        ${part('path', operation.pathParams, components)}`,
    '        cookie?: never',
    '      }',
    `      ${content}`,
    '      responses: {',
    `        ${success.status}: { ${anyHeaders}; ${result} }`,
    ...statuses.map((status) => {
      return `        ${status}: { ${anyHeaders}; content: { 'application/problem+json': Problem } }`
    }),
    '      }',
    '    }',
  ]
}

function part(name: string, parameters: readonly Parameter[], components: Components): string {
  if (parameters.length === 0) return `${name}?: never`
  const fields = parameters.map((parameter) => {
    const type = typeOf(parameter.schema, 'writer', components)
    return `${key(parameter.name)}${parameter.required ? '' : '?'}: ${type}`
  })
  const optional = parameters.every((parameter) => !parameter.required)
  return `${name}${optional ? '?' : ''}: { ${fields.join('; ')} }`
}
