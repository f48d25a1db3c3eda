import type { Model, Operation, Parameter, Resource } from '../../read/model.ts'
import { camelCase, pascalCase, queryTypeName } from '../names.ts'
import { file, sentence } from '../text.ts'
import { docComment, header, key } from '../typescript/syntax.ts'
import { type Components, typeName, typeOf } from '../typescript/type-expression.ts'
import { notesOf } from '../typescript/types.ts'

/** packages/client/src/gen/resources.ts: the typed facade, which carries the docs. */
export function emitResources(model: Model): string {
  const components: Components = new Map(model.components.map((part) => [part.name, part]))
  const queries = model.operations
    .filter((operation) => operation.queryParams.length > 0)
    .flatMap((operation) => [...queryInterface(operation, components), ''])
  const facades = model.resources.flatMap((resource) => [
    ...facade(resource, components, model),
    '',
  ])
  const text = [...queries, ...facades].filter((line) => !/^ *\/?\*/.test(line)).join('\n')
  const paginator = model.operations.some((operation) => operation.pageItem !== null)
  const streams = model.operations.some((operation) => operation.stream !== null)
  return file(
    header,
    ['import type {', ...usedTypes(model, text).map((name) => `  ${name},`)],
    "} from '@coxswain/contract'",
    "import type { APIPromise } from '../api-promise.ts'",
    `import type { RequestOptions${streams ? ', StreamOptions' : ''} } from '../options.ts'`,
    paginator && "import type { Paginator } from '../pagination.ts'",
    streams && "import type { EventStream } from '../stream.ts'",
    '',
    queries,
    facades,
    '/** Everything a client can do, by resource. */',
    'export interface Resources {',
    model.resources.flatMap((resource) => [
      ...docComment([resource.description], 2),
      `  readonly ${key(resource.name)}: ${pascalCase(resource.name)}`,
    ]),
    '}',
  )
}

/** The components of the contract, in both forms, that a text names. */
export function usedTypes(model: Model, text: string): readonly string[] {
  const names = model.components.flatMap((component) => {
    return [...new Set([typeName(component, 'reader'), typeName(component, 'writer')])]
  })
  return names.filter((name) =>
    new RegExp(`(?<![A-Za-z0-9_.'/])${name}(?![A-Za-z0-9_'])`).test(text),
  )
}

function queryInterface(operation: Operation, components: Components): readonly string[] {
  return [
    `/** Query of \`${operation.id}\`. */`,
    `export interface ${queryTypeName(operation)} {`,
    ...operation.queryParams.flatMap((parameter) => [
      ...docComment(parameterNotes(parameter), 2),
      `  ${queryField(parameter, operation, components)}`,
    ]),
    '}',
  ]
}

function parameterNotes(parameter: Parameter): readonly string[] {
  const [description = '', constraints = '', deprecated = ''] = notesOf(parameter.schema)
  const fallback = parameter.schema.notes.default
  return [
    sentence(parameter.description) || description,
    constraints,
    fallback === undefined ? '' : `@default ${JSON.stringify(fallback)}`,
    deprecated,
  ]
}

function queryField(parameter: Parameter, operation: Operation, components: Components): string {
  const type = typeOf(parameter.schema, 'writer', components)
  const name = operation.stream === null ? parameter.name : streamOption(parameter.name)
  if (parameter.required) return `${key(name)}: ${type}`
  return `${key(name)}?: ${type} | undefined`
}

/** The cursor of a stream goes into a header, so that it is an option and no field of the wire. */
function streamOption(name: string): string {
  return name === 'last_event_id' ? 'lastEventId' : name
}

function facade(resource: Resource, components: Components, model: Model): readonly string[] {
  return [
    ...docComment([resource.description]),
    `export interface ${pascalCase(resource.name)} {`,
    ...resource.operations.flatMap((operation, index) => [
      ...(index === 0 ? [] : ['']),
      ...docComment(methodNotes(operation, model), 2),
      ...signature(operation, components),
    ]),
    '}',
  ]
}

function methodNotes(operation: Operation, model: Model): readonly string[] {
  const { scope } = operation
  return [
    sentence(operation.summary),
    sentence(operation.description),
    scope === null ? '' : `Scope: \`${scope}\`.`,
    `\`${operation.httpMethod} ${operation.path}\`, ${operation.maturity} since ${operation.since}.`,
    ...operation.pathParams.map((parameter) => {
      return `@param ${argumentName(parameter)} ${parameter.description}`
    }),
    ...failures(operation, model).map((line) => `@throws ${line}`),
    operation.deprecated ? `@deprecated ${deprecation(operation)}` : '',
  ]
}

/** `{NotFoundError} not_found`: the error classes of an operation with their codes. */
export function failures(operation: Operation, model: Model): readonly string[] {
  const byClass = new Map<string, string[]>()
  for (const code of operation.errors) {
    const error = model.errors.find((candidate) => candidate.code === code)
    if (error === undefined) continue
    byClass.set(error.class, [...(byClass.get(error.class) ?? []), `\`${code}\``])
  }
  return [...byClass].map(([name, codes]) => `{${name}} ${codes.join(', ')}`)
}

export function deprecation(operation: Operation): string {
  return operation.sunset === null ? 'It will go away.' : `It goes away on ${operation.sunset}.`
}

function argumentName(parameter: Parameter): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(parameter.name)
    ? parameter.name
    : camelCase(parameter.name)
}

function signature(operation: Operation, components: Components): readonly string[] {
  const { body, queryParams } = operation
  const component = body === null ? undefined : components.get(body.component)
  const parameters = [
    ...operation.pathParams.map((parameter) => {
      return `${argumentName(parameter)}: ${typeOf(parameter.schema, 'writer', components)}`
    }),
    ...(component === undefined
      ? []
      : [`body${body?.required === true ? '' : '?'}: ${typeName(component, 'writer')}`]),
    ...(queryParams.length === 0
      ? []
      : [
          `query${queryParams.some((part) => part.required) ? '' : '?'}: ${queryTypeName(operation)}`,
        ]),
    `options?: ${operation.stream === null ? 'RequestOptions' : 'StreamOptions'}`,
  ]
  const line = `  ${operation.method}(${parameters.join(', ')}): ${resultType(operation)}`
  if (line.length <= 100) return [line]
  return [
    `  ${operation.method}(`,
    ...parameters.map((parameter) => `    ${parameter},`),
    `  ): ${resultType(operation)}`,
  ]
}

function resultType(operation: Operation): string {
  const { success, pageItem } = operation
  if (operation.stream !== null) return 'EventStream'
  if (pageItem !== null) return `Paginator<${pageItem}>`
  if (success.component !== null) return `APIPromise<${success.component}>`
  return success.mediaType === null ? 'APIPromise<void>' : 'APIPromise<string>'
}
