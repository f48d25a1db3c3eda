import type { Model, Operation } from '../../read/model.ts'
import { camelCase, snakeCase } from '../names.ts'
import { literal as pythonLiteral } from '../python/syntax.ts'
import { literal } from '../typescript/syntax.ts'
import { json } from './markdown.ts'
import { exampleValue } from './schema-text.ts'

/** The request as it goes over the wire. */
export function httpRequest(operation: Operation, model: Model): readonly string[] {
  const path = operation.pathParams.reduce((text, parameter) => {
    const value = encodeURIComponent(String(exampleValue(parameter.name, parameter.schema, model)))
    return text.replace(`{${parameter.name}}`, value)
  }, operation.path)
  const prefix = String(model.behaviour.constants.base_path ?? '')
  return [
    `${operation.httpMethod} ${prefix}${path}`,
    ...(operation.security.startsWith('apiKey') ? ['Authorization: Bearer <api key>'] : []),
    ...(operation.security === 'bootstrapToken' ? ['Authorization: Bearer <bootstrap token>'] : []),
    ...(operation.body === null ? [] : [`Content-Type: ${operation.body.mediaType}`]),
    ...(operation.body?.example === undefined ? [] : ['', ...json(operation.body.example)]),
  ]
}

export function httpResponse(operation: Operation): readonly string[] {
  const { success } = operation
  return [
    `HTTP/1.1 ${success.status}`,
    ...(success.mediaType === null ? [] : [`Content-Type: ${success.mediaType}`]),
    ...(success.example === undefined ? [] : ['', ...example(success.example)]),
  ]
}

function example(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.trimEnd().split('\n') : json(value)
}

export function typescriptSnippet(operation: Operation, model: Model): readonly string[] {
  const values = [
    ...operation.pathParams.map((parameter) => {
      return literal(exampleValue(parameter.name, parameter.schema, model))
    }),
    ...(operation.body?.example === undefined ? [] : [literal(operation.body.example)]),
  ]
  const call = `client.${operation.resource}.${operation.method}(${values.join(', ')})`
  const listed = operation.stream?.event ?? operation.pageItem
  if (listed !== null) {
    const item = camelCase(listed)
    return `for await (const ${item} of ${call}) console.log(${item})`.split('\n')
  }
  const result = operation.success.component
  const line =
    result === null && operation.success.mediaType === null
      ? `await ${call}`
      : `const ${camelCase(result ?? 'text')} = await ${call}`
  return line.split('\n')
}

export function pythonSnippet(operation: Operation, model: Model): readonly string[] {
  const fields = Object.entries((operation.body?.example ?? {}) as Record<string, unknown>)
  const values = [
    ...operation.pathParams.map((parameter) => {
      return pythonValue(exampleValue(parameter.name, parameter.schema, model))
    }),
    ...fields.map(([name, value]) => `${name}=${pythonValue(value)}`),
  ]
  const open = `client.${snakeCase(operation.resource)}.${snakeCase(operation.method)}(`
  const { prefix, suffix, below } = pythonFrame(operation)
  const line = `${prefix}${open}${values.join(', ')})${suffix}`
  const call =
    line.length <= 100
      ? [line]
      : [`${prefix}${open}`, ...values.map((value) => `    ${value},`), `)${suffix}`]
  return [...call, ...below]
}

interface Frame {
  readonly prefix: string
  readonly suffix: string
  readonly below: readonly string[]
}

/** What stands around a call, for what it gives. */
function pythonFrame({ stream, pageItem, success }: Operation): Frame {
  if (stream !== null) {
    const item = snakeCase(stream.event)
    const below = [`    for ${item} in stream:`, `        print(${item})`]
    return { prefix: 'with ', suffix: ' as stream:', below }
  }
  if (pageItem !== null) {
    const item = snakeCase(pageItem)
    return { prefix: `for ${item} in `, suffix: ':', below: [`    print(${item})`] }
  }
  if (success.mediaType === null) return { prefix: '', suffix: '', below: [] }
  return { prefix: `${snakeCase(success.component ?? 'text')} = `, suffix: '', below: [] }
}

function pythonValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return pythonLiteral(value)
  const fields = Object.entries(value).map(([name, item]) => {
    return `${pythonLiteral(name)}: ${pythonValue(item)}`
  })
  return `{${fields.join(', ')}}`
}
