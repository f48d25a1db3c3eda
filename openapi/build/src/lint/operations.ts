import type { Document, Method, Operation, Schema } from '../document.ts'
import { eachOperation, isReference, resolve } from '../document.ts'
import { requiredCodes, traitsOf } from '../response-rules.ts'

const maturities = ['stable', 'beta', 'experimental']
const transactions = ['none', 'read', 'write']

/** The conventions for operations, their error responses among them. */
export function lintOperations(document: Document): string[] {
  const ids = new Set<string>()
  const findings: string[] = []
  for (const { path, method, operation } of eachOperation(document)) {
    const id = operation.operationId ?? `${method} ${path}`
    const report = (what: string) => findings.push(`${id}: ${what}`)
    if (!/^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/.test(id))
      report('operationId is `<resource>.<method>` in lower camel case')
    if (ids.has(id)) report('operationId stands twice')
    ids.add(id)
    lintFacts(operation, report)
    lintParameters(document, path, method, operation, report)
    lintSuccess(operation, report)
    lintErrorResponses(document, path, method, operation, report)
  }
  return findings
}

type Report = (what: string) => void

function lintFacts(operation: Operation, report: Report): void {
  for (const field of ['summary', 'description'] as const)
    if (!operation[field]) report(`has no ${field}`)
  if (!maturities.includes(String(operation['x-maturity'])))
    report(`x-maturity is one of ${maturities.join(', ')}`)
  if (!transactions.includes(operation['x-transaction']))
    report(`x-transaction is one of ${transactions.join(', ')}`)
  if (!/^[0-9]+\.[0-9]+\.[0-9]+/.test(String(operation['x-since']))) report('has no x-since')
  if (!Array.isArray(operation.security)) report('says nothing of security; `[]` is public')
  const keyed = operation.security?.some((scheme) => 'apiKey' in scheme) ?? false
  const scope = operation['x-scope']
  if (keyed ? !/^[a-z_]+:(read|write|admin)$/.test(String(scope)) : scope !== null)
    report('x-scope is `<resource>:<level>` where an API key is needed, null elsewhere')
  const wait = operation['x-wait']
  const names = (operation.parameters ?? []).map((p) => (isReference(p) ? '' : p.name))
  if (wait !== undefined && !names.includes(wait)) report('x-wait names a query parameter')
  if ((operation['x-streaming'] === 'sse') !== 'x-stream-items' in operation)
    report('a stream has `x-streaming: sse` and `x-stream-items`')
  const { resource, method } = operation['x-sdk'] ?? {}
  if (`${resource}.${method}` !== operation.operationId) report('x-sdk is not the operationId')
}

function lintParameters(
  document: Document,
  path: string,
  method: Method,
  operation: Operation,
  report: Report,
): void {
  const own = (operation.parameters ?? []).filter((p) => !isReference(p))
  const named = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1])
  const declared = own.flatMap((p) => (!isReference(p) && p.in === 'path' ? [p.name] : []))
  if (named.join() !== declared.join()) report('path parameters are declared in path order')
  for (const parameter of own) {
    if (isReference(parameter)) continue
    if (!/^[a-z][a-z0-9_]*$/.test(parameter.name)) report(`\`${parameter.name}\` not snake_case`)
    if (!parameter.description) report(`parameter \`${parameter.name}\` has no description`)
    if (parameter.in === 'path' && !parameter.required) report(`\`${parameter.name}\` is required`)
    if (['options', 'limit', 'cursor'].includes(parameter.name))
      report(`\`${parameter.name}\` is a reserved name`)
  }
  const query = own.some((p) => !isReference(p) && p.in === 'query')
  if (operation.requestBody && query) report('has a body or query parameters, never both')
  if (operation.requestBody && (method === 'get' || method === 'delete'))
    report(`a ${method.toUpperCase()} has no body`)
  for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
    if (!('$ref' in schema)) report('the request body is a named component')
    // Python takes path values and body fields as arguments of one method.
    const body = resolve(document, String(schema.$ref)) as Schema | undefined
    for (const field of Object.keys(body?.properties ?? {}))
      if (field === 'options' || named.includes(field))
        report(`body field \`${field}\` has the name of another argument`)
  }
}

function lintSuccess(operation: Operation, report: Report): void {
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
  if (successes.length !== 1) report('has one success response')
  for (const [status, response] of successes) {
    if (isReference(response)) continue
    const content = Object.entries(response.content ?? {})
    if (status === '204' ? content.length > 0 : content.length !== 1)
      report('a 204 has no content, another success has one media type')
    for (const [media, { schema }] of content)
      if (media === 'application/json' && !('$ref' in schema))
        report('the response is a named component')
  }
}

function lintErrorResponses(
  document: Document,
  path: string,
  method: Method,
  operation: Operation,
  report: Report,
): void {
  const declared = new Set(operation['x-errors'] ?? [])
  for (const code of requiredCodes(traitsOf(path, method, operation)))
    if (!declared.has(code)) report(`the rules require the error \`${code}\``)
  const codes = document['x-error-codes'] ?? {}
  const statuses = new Set<string>()
  for (const code of declared) {
    const known = codes[code]
    if (known) statuses.add(String(known.status))
    else report(`\`${code}\` is not in errors.yaml`)
  }
  for (const status of statuses)
    if (!operation.responses[status]) report(`documents no ${status} response`)
  for (const status of Object.keys(operation.responses))
    if (!status.startsWith('2') && !statuses.has(status))
      report(`documents ${status}, which none of its errors has`)
}
