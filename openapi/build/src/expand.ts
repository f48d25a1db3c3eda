import type {
  Behaviour,
  Document,
  ErrorCode,
  Operation,
  Response,
  RiskTable,
  SecretPattern,
  Transition,
} from './document.ts'
import { eachOperation } from './document.ts'
import { requiredCodes, traitsOf } from './response-rules.ts'

/** What the bundle is completed with. */
export interface Tables {
  errors: Record<string, ErrorCode>
  behaviour: Behaviour
  secrets: Record<string, SecretPattern>
  risk: RiskTable
  transitions: Transition[]
}

const parameters = {
  Limit: {
    name: 'limit',
    in: 'query',
    description: 'How many items a page has at most; 50 when left out.',
    schema: { type: 'integer', minimum: 1, maximum: 200 },
  },
  Cursor: {
    name: 'cursor',
    in: 'query',
    description: 'The `next_cursor` of the page before. Opaque, and valid for this list only.',
    schema: { type: 'string', minLength: 1, maxLength: 512 },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the request safe to retry: the same key and request get the first answer. Kept 24 h.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'Go on only while the resource has this `ETag`.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
} as const

const headers = {
  'X-Request-Id': 'The id of the request, the caller’s when it sent one.',
  ETag: 'The version of the resource, for `If-Match`.',
  'Idempotency-Replayed': '`true` when this is the stored answer of an earlier request.',
  'Retry-After': 'How many seconds to wait before trying again.',
  RateLimit: 'What is left of the limit.',
  'RateLimit-Policy': 'The limit.',
  Allow: 'The methods of the route.',
} as const

const header = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` })

/** Completes a bundled document with all that follows from rules, so that nobody writes it twice. */
export function expand(document: Document, tables: Tables): Document {
  const { errors } = tables
  const schemas = document.components.schemas
  schemas.ProblemCode = { ...schemas.ProblemCode, enum: Object.keys(errors) }
  document['x-error-codes'] = errors
  document['x-behaviour'] = tables.behaviour
  document['x-secret-patterns'] = tables.secrets
  document['x-risk'] = tables.risk
  document['x-transitions'] = tables.transitions
  document.components.parameters = { ...parameters }
  document.components.headers = Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' } },
    ]),
  )
  document.components.responses = problemResponses(errors)
  for (const { path, method, operation } of eachOperation(document)) {
    const traits = traitsOf(path, method, operation)
    const required = requiredCodes(traits)
    operation['x-errors'] = [...new Set([...required, ...(operation['x-errors'] ?? [])])].sort()
    operation['x-rate-limit'] = traits.limited
    if (traits.writes) operation['x-idempotent'] = true
    addParameters(operation, traits.writes, traits.cursor, traits.conditional)
    const edited = Object.values(document.paths[path] ?? {}).some((o) => o['x-conditional'])
    addHeaders(operation, { ...traits, tagged: edited && !traits.removes })
    for (const code of operation['x-errors']) {
      const status = String(errors[code]?.status ?? code)
      operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
    }
  }
  for (const event of Object.values(document.webhooks)) {
    const schema = event.post.requestBody.content['application/json'].schema
    event.post['x-event'].payload = String(schema.$ref)
  }
  return document
}

function problemResponses(errors: Tables['errors']): Record<string, Response> {
  const byStatus = Map.groupBy(Object.entries(errors), ([, error]) => error.status)
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      `Problem${status}`,
      {
        description: list.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' '),
        headers: {
          'X-Request-Id': header('X-Request-Id'),
          ...(status === 429 || status === 503 ? { 'Retry-After': header('Retry-After') } : {}),
          ...(status === 405 ? { Allow: header('Allow') } : {}),
        },
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  )
}

function addParameters(
  operation: Operation,
  writes: boolean,
  cursor: boolean,
  conditional: boolean,
): void {
  const names = [
    ...(cursor ? ['Limit', 'Cursor'] : []),
    ...(writes ? ['IdempotencyKey'] : []),
    ...(conditional ? ['IfMatch'] : []),
  ]
  if (names.length === 0) return
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

function addHeaders(
  operation: Operation,
  traits: { writes: boolean; tagged: boolean; limited: boolean },
): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!status.startsWith('2') || '$ref' in response) continue
    response.headers = {
      'X-Request-Id': header('X-Request-Id'),
      ...(traits.tagged ? { ETag: header('ETag') } : {}),
      ...(traits.writes ? { 'Idempotency-Replayed': header('Idempotency-Replayed') } : {}),
      ...(traits.limited
        ? { RateLimit: header('RateLimit'), 'RateLimit-Policy': header('RateLimit-Policy') }
        : {}),
    }
  }
}
