import type { Component, Model, Operation, Parameter } from '../../read/model.ts'
import { file, flatten } from '../text.ts'
import { header, key, quote } from './syntax.ts'
import { typeName } from './type-expression.ts'
import {
  type Context,
  needsReader,
  parameterExpression,
  schemaExpression,
} from './zod-expression.ts'

/** packages/contract/src/gen/validators.ts: zod source for every component and every request. */
export function emitValidators(model: Model): string {
  const components = new Map(model.components.map((component) => [component.name, component]))
  const context = { components, form: 'exact' } as const
  const exact = model.components.flatMap((component) => [
    `const ${component.name}: Schema<${exactType(component)}> = component(() =>`,
    `  ${schemaExpression(component.schema, context, 2)},`,
    ')',
    '',
  ])
  const open = model.components
    .filter(needsReader)
    .flatMap((component) => [
      `const open${component.name}: Schema<${readerType(component)}> = component(() =>`,
      `  ${schemaExpression(component.schema, { components, form: 'open' }, 2)},`,
      ')',
      '',
    ])
  const requests = model.operations.flatMap((operation) => {
    return requestEntry(operation, context)
  })
  const body = flatten([
    'type RequestValidators = {',
    '  readonly [Id in keyof OperationMap]: {',
    "    readonly path: Schema<OperationMap[Id]['path']>",
    "    readonly query: Schema<OperationMap[Id]['query']>",
    "    readonly headers: Schema<OperationMap[Id]['headers']>",
    "    readonly body: Schema<OperationMap[Id]['body']> | null",
    '  }',
    '}',
    '',
    'const noFields = component<{}>(() => z.strictObject({}))',
    'const anyFields = component<{}>(() => z.looseObject({}))',
    '',
    exact,
    open,
    '/** Every component exactly as the contract has it, without room for later additions. */',
    ...table(
      'schemas',
      model.components.map((component) => component.name),
    ),
    '',
    '/**',
    ' * Every component as a reader takes it, and the result of every operation by its id: unknown',
    ' * fields, and unknown values of open enums and unions, pass.',
    ' */',
    ...table('validators', [
      ...model.components.map((component) => {
        return needsReader(component) ? `${component.name}: open${component.name}` : component.name
      }),
      ...model.operations.flatMap((operation) => resultEntry(operation, components)),
    ]),
    '',
    '/** What a request must be: path and query values as text, the body as parsed JSON. */',
    'export const requestValidators: RequestValidators = {',
    ...requests,
    '}',
    '',
    '/** What the body of a success must be; null where it is empty or text. */',
    ...table(
      'responseValidators',
      model.operations.map((operation) => {
        return `${quote(operation.id)}: ${operation.success.component ?? 'null'}`
      }),
    ),
    '',
    '/** What the payload of an event must be. */',
    ...table(
      'payloadValidators',
      model.events.map((event) => {
        return `${quote(event.name)}: ${event.payload}`
      }),
    ),
  ])
  return file(header, imports(body), '', body)
}

/** Names from the hand-written helpers, only those that are used. */
function imports(body: readonly string[]): readonly string[] {
  const text = body.join('\n')
  const used = (names: readonly string[]) => names.filter((name) => text.includes(`${name}(`))
  const helpers = used(schemaHelpers)
  const texts = used(textHelpers)
  return flatten([
    "import { z } from 'zod'",
    'import {',
    ...helpers.map((name) => `  ${name},`),
    '  type Schema,',
    "} from '../schema.ts'",
    texts.length > 0 && `import { ${texts.join(', ')} } from '../text-values.ts'`,
    text.includes('Events.') && "import type * as Events from './events.ts'",
    "import type { OperationMap } from './operation-types.ts'",
    "import type * as Types from './types.ts'",
  ])
}

const schemaHelpers = [
  ...['anyObject', 'component', 'format', 'knownFields', 'maxLength', 'maxProperties'],
  ...['minLength', 'minProperties', 'multipleOf', 'openUnion', 'otherFields', 'pattern'],
  ...['propertyNames', 'union', 'uniqueItems'],
]
const textHelpers = ['booleanText', 'integerText', 'listText', 'numberText']

function exactType(component: Component): string {
  if (component.eventEnvelope) return 'Events.Event'
  return `Types.${typeName(component, component.written ? 'writer' : 'reader')}`
}

function readerType(component: Component): string {
  return component.eventEnvelope ? 'Events.Event' : `Types.${component.name}`
}

function table(name: string, entries: readonly string[]): readonly string[] {
  return [`export const ${name} = {`, ...entries.map((entry) => `  ${entry},`), '} as const']
}

/** The reader form of a result, or of an event of a stream. */
function resultEntry(
  { id, success, stream }: Operation,
  components: ReadonlyMap<string, Component>,
): readonly string[] {
  const component = components.get(stream?.event ?? success.component ?? '')
  if (component === undefined) return []
  return [`${quote(id)}: ${needsReader(component) ? 'open' : ''}${component.name}`]
}

function requestEntry(operation: Operation, context: Context): readonly string[] {
  const { body, pathParams, queryParams } = operation
  const headers = operation.headerParams.map((parameter) => {
    return { ...parameter, name: parameter.name.toLowerCase() }
  })
  // An operation that can't fail with `unknown_field` ignores what it does not know.
  const query = operation.errors.includes('unknown_field') ? 'strict' : 'loose'
  const bodyValidator =
    body?.required === false
      ? `component(() => ${body.component}.optional())`
      : (body?.component ?? 'null')
  return [
    `  ${quote(operation.id)}: {`,
    ...parameterPart('path', 'strict', pathParams, context),
    ...parameterPart('query', query, queryParams, context),
    ...parameterPart('headers', 'loose', headers, context),
    `    body: ${bodyValidator},`,
    '  },',
  ]
}

function parameterPart(
  name: string,
  kind: 'strict' | 'loose',
  parameters: readonly Parameter[],
  context: Context,
): readonly string[] {
  if (parameters.length === 0)
    return [`    ${name}: ${kind === 'strict' ? 'noFields' : 'anyFields'},`]
  return [
    `    ${name}: component(() =>`,
    `      z.${kind}Object({`,
    ...parameters.map((parameter) => {
      return `        ${key(parameter.name)}: ${parameterExpression(parameter, context)},`
    }),
    '      }),',
    '    ),',
  ]
}
