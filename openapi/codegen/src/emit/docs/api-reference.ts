import type { Model, Operation, Parameter, Stream } from '../../read/model.ts'
import { deprecation } from '../client/resources.ts'
import { file, sentence } from '../text.ts'
import { anchor, code, fence, notice, table } from './markdown.ts'
import { componentSection, fieldTable, meaning, paragraph, schemaText } from './schema-text.ts'
import { httpRequest, httpResponse, pythonSnippet, typescriptSnippet } from './snippets.ts'

/** docs/api-reference.md: every operation, event, error code and component. */
export function emitApiReference(model: Model): string {
  return file(
    notice,
    `# ${model.title} API reference`,
    '',
    `Version ${model.version}. ${sentence(model.description)}`,
    '',
    `Paths are relative to ${code(String(model.behaviour.constants.base_path ?? '/'))}. What an operation`,
    'may fail with is listed by code; [error codes](#error-codes) says what each means.',
    '',
    model.resources.map((resource) => {
      const links = resource.operations.map(
        (operation) => `[${operation.id}](#${anchor(operation.id)})`,
      )
      return `- **${resource.name}**: ${links.join(', ')}`
    }),
    '- [events](#events), [error codes](#error-codes), [components](#components)',
    '',
    model.resources.flatMap((resource) => [
      `## ${resource.name}`,
      '',
      ...paragraph(resource.description),
      ...resource.operations.flatMap((operation) => operationSection(operation, model)),
    ]),
    '## Events',
    '',
    table(
      ['event', 'payload', 'audit', 'when'],
      model.events.map((event) => [
        code(event.name),
        `[${event.payload}](#${anchor(event.payload)})`,
        event.audit ? 'yes' : 'no',
        sentence(event.description || event.summary),
      ]),
    ),
    '',
    '## Error codes',
    '',
    table(
      ['code', 'status', 'class', 'category', 'retryable', 'meaning'],
      model.errors.map((error) => [
        code(error.code),
        String(error.status),
        code(error.class),
        error.category,
        error.retryable ? 'yes' : 'no',
        `${sentence(error.title)} ${sentence(error.description)}`,
      ]),
    ),
    '',
    '## Components',
    '',
    model.components.flatMap(componentSection),
  )
}

function operationSection(operation: Operation, model: Model): readonly string[] {
  return [
    `### ${operation.id}`,
    '',
    `\`${operation.httpMethod} ${operation.path}\``,
    '',
    `${sentence(operation.summary)} ${sentence(operation.description)}`.trim(),
    '',
    ...(operation.deprecated ? [`**Deprecated.** ${deprecation(operation)}`, ''] : []),
    ...table(['scope', 'maturity', 'since', 'transaction'], [facts(operation)]),
    '',
    ...traits(operation),
    ...parameterSection('Path parameters', operation.pathParams),
    ...parameterSection('Query parameters', operation.queryParams),
    ...parameterSection('Headers', operation.headerParams),
    ...bodySection(operation, model),
    ...resultSection(operation, model),
    ...errorSection(operation, model),
    '**Example**',
    '',
    ...fence('http', httpRequest(operation, model)),
    '',
    ...fence('http', httpResponse(operation)),
    '',
    ...fence('ts', typescriptSnippet(operation, model)),
    '',
    ...fence('python', pythonSnippet(operation, model)),
    '',
  ]
}

function facts(operation: Operation): readonly string[] {
  const scope = operation.scope === null ? 'none' : code(operation.scope)
  return [scope, operation.maturity, operation.since, operation.transaction]
}

function traits(operation: Operation): readonly string[] {
  const sentences = [
    operation.security === 'none' ? 'Needs no credential.' : '',
    operation.security === 'bootstrapToken' ? 'Needs the bootstrap token.' : '',
    operation.security === 'apiKeyOrStreamToken'
      ? 'Takes an API key, or a stream token in the query parameter `token`.'
      : '',
    operation.stream === null ? '' : streamText(operation.stream),
    operation.wait === null
      ? ''
      : `May take \`${operation.wait}\` to answer; the SDKs wait that long and ten seconds more.`,
    operation.idempotent ? 'Takes an `Idempotency-Key`.' : '',
    operation.conditional ? 'Takes an `If-Match`.' : '',
    operation.secretResponse ? 'The response holds a secret that is shown this once.' : '',
    operation.root ? 'Also answers at the root of the server.' : '',
  ].filter((text) => text !== '')
  return sentences.length === 0 ? [] : [sentences.join(' '), '']
}

function streamText({ event, reset }: Stream): string {
  const link = (component: string) => `[${component}](#${anchor(component)})`
  return `Streams server-sent events: the \`data:\` of each is an ${link(event)}, that of \`reset\` a ${link(reset)}.`
}

function parameterSection(title: string, parameters: readonly Parameter[]): readonly string[] {
  if (parameters.length === 0) return []
  return [
    `**${title}**`,
    '',
    ...table(
      ['name', 'type', '', 'meaning'],
      parameters.map((parameter) => [
        code(parameter.name),
        schemaText(parameter.schema),
        parameter.required ? 'required' : '',
        meaning(parameter.schema, parameter.description),
      ]),
    ),
    '',
  ]
}

function bodySection(operation: Operation, model: Model): readonly string[] {
  const { body } = operation
  const schema = model.components.find((component) => component.name === body?.component)?.schema
  if (body === null || schema === undefined) return []
  const optional = body.required ? '' : ', optional'
  return [
    `**Body** [${body.component}](#${anchor(body.component)})${optional}`,
    '',
    ...(schema.kind === 'object' && schema.properties.length > 0
      ? [...fieldTable(schema), '']
      : []),
  ]
}

function resultSection(operation: Operation, model: Model): readonly string[] {
  const { component, mediaType, status, description } = operation.success
  const plain = mediaType === null ? '' : ` ${code(mediaType)}`
  const link = component === null ? plain : ` [${component}](#${anchor(component)})`
  const schema = model.components.find((candidate) => candidate.name === component)?.schema
  const fields = schema?.kind === 'object' && schema.properties.length > 0 ? fieldTable(schema) : []
  return [
    `**Answers** ${status}${link}: ${sentence(description)}`,
    '',
    ...(fields.length > 0 ? [...fields, ''] : []),
  ]
}

function errorSection(operation: Operation, model: Model): readonly string[] {
  const errors = model.errors.filter((error) => operation.errors.includes(error.code))
  const statuses = [...new Set(errors.map((error) => error.status))].sort((a, b) => a - b)
  if (statuses.length === 0) return []
  return [
    '**Fails with**',
    '',
    ...table(
      ['status', 'codes'],
      statuses.map((status) => {
        const codes = errors.filter((error) => error.status === status)
        return [String(status), codes.map((error) => code(error.code)).join(', ')]
      }),
    ),
    '',
  ]
}
