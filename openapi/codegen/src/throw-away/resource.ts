import type { JsonObject } from '../read/model.ts'

/** A resource that exists in a test only; its names are data, so that nothing can know them. */
export interface ThrowAwayResource {
  readonly resource: string
  readonly route: string
  readonly idParam: string
  readonly component: string
}

interface Artifact {
  readonly tags: JsonObject[]
  readonly paths: Record<string, unknown>
  readonly components: { readonly schemas: Record<string, unknown> }
}

/** Adds create, get and list of a resource to an artifact, as the contract would describe them. */
export function addResource(artifact: JsonObject, added: ThrowAwayResource): void {
  const { tags, paths, components } = artifact as unknown as Artifact
  const { resource, route, idParam, component } = added
  const parameter = { name: idParam, in: 'path', required: true, description: 'Which one.' }
  tags.push({ name: resource, description: 'Things that come and go.' })
  Object.assign(components.schemas, schemasOf(component))
  paths[route] = {
    post: {
      ...operation(added, 'create', 'write', ['not_found', 'unknown_field', 'validation_failed']),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: reference(`${component}Create`) } },
      },
      responses: { '201': answer(component) },
    },
    get: {
      ...operation(added, 'list', 'read', ['unknown_field', 'validation_failed']),
      'x-pagination': 'cursor',
      parameters: [
        { name: 'kind', in: 'query', schema: reference(`${component}Kind`) },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200 } },
      ],
      responses: { '200': answer(`${component}Page`) },
    },
  }
  paths[`${route}/{${idParam}}`] = {
    get: {
      ...operation(added, 'get', 'read', ['not_found']),
      parameters: [{ ...parameter, schema: { type: 'string', minLength: 1 } }],
      responses: { '200': answer(component) },
    },
  }
}

function operation(
  { resource }: ThrowAwayResource,
  method: string,
  level: 'read' | 'write',
  errors: readonly string[],
): JsonObject {
  return {
    operationId: `${resource}.${method}`,
    tags: [resource],
    summary: `Do ${method}`,
    security: [{ apiKey: [] }],
    'x-scope': `${resource}:${level}`,
    'x-maturity': 'experimental',
    'x-since': '9.9.9',
    'x-transaction': level,
    'x-sdk': { resource, method },
    'x-errors': errors,
  }
}

function schemasOf(component: string): JsonObject {
  const label = { type: 'string', minLength: 1, maxLength: 9, description: 'What it is called.' }
  const kind = reference(`${component}Kind`)
  return {
    [`${component}Kind`]: { type: 'string', enum: ['small', 'large'], description: 'How big.' },
    [`${component}Create`]: {
      type: 'object',
      description: 'What to make.',
      additionalProperties: false,
      required: ['label'],
      properties: { label, kind },
      examples: [{ label: 'first' }],
    },
    [component]: {
      type: 'object',
      description: 'One of them.',
      required: ['id', 'label', 'kind'],
      properties: { id: { type: 'string' }, label, kind },
      examples: [{ id: 'x1', label: 'first', kind: 'small' }],
    },
    [`${component}Page`]: {
      type: 'object',
      description: 'Some of them.',
      required: ['data', 'next_cursor', 'has_more'],
      properties: {
        data: { type: 'array', items: reference(component) },
        next_cursor: { type: ['string', 'null'] },
        has_more: { type: 'boolean' },
      },
    },
  }
}

function reference(component: string): JsonObject {
  return { $ref: `#/components/schemas/${component}` }
}

function answer(component: string): JsonObject {
  return {
    description: 'Done.',
    content: { 'application/json': { schema: reference(component) } },
  }
}
