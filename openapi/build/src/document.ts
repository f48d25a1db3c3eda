/** The parts of a bundled OpenAPI 3.1 document that the build reads and writes. */
export interface Document {
  openapi: string
  info: { title: string; version: string; [key: string]: unknown }
  paths: Record<string, PathItem>
  webhooks: Record<string, { post: EventOperation }>
  components: {
    schemas: Record<string, Schema>
    parameters?: Record<string, Parameter>
    headers?: Record<string, unknown>
    responses?: Record<string, unknown>
    [key: string]: unknown
  }
  'x-error-codes'?: Record<string, ErrorCode>
  'x-behaviour'?: Behaviour
  'x-secret-patterns'?: Record<string, SecretPattern>
  'x-risk'?: RiskTable
  'x-transitions'?: Transition[]
  [key: string]: unknown
}

export const methods = ['get', 'put', 'post', 'patch', 'delete'] as const
export type Method = (typeof methods)[number]
export type PathItem = Partial<Record<Method, Operation>>

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters?: (Parameter | Reference)[]
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, Response | Reference>
  'x-scope': string | null
  'x-transaction': 'none' | 'read' | 'write'
  'x-sdk': { resource: string; method: string }
  'x-errors'?: string[]
  'x-pagination'?: 'cursor'
  'x-conditional'?: boolean
  'x-streaming'?: 'sse'
  'x-wait'?: string
  [key: string]: unknown
}

export interface EventOperation {
  operationId: string
  summary: string
  'x-event': { name: string; resource: string; audit: boolean; payload?: string }
  requestBody: { content: { 'application/json': { schema: Schema } } }
}

export interface Response {
  description: string
  headers?: Record<string, unknown>
  content?: Record<string, { schema: Schema }>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
}

export interface Reference {
  $ref: string
}

export type Schema = { [keyword: string]: unknown }

export interface ErrorCode {
  status: number
  category: string
  class: string
  retryable: boolean
  title: string
  description: string
}

export interface Behaviour {
  constants: Record<string, unknown>
  rows: BehaviourRow[]
}

export interface BehaviourRow {
  id: string
  group: string
  title: string
  semantics: string
  proved_by: string
  /** Of a row that package tests prove: where they are, from the root of the repository. */
  tests?: string[]
}

/** A kind of secret: regular expressions for it and for what stands around it, and examples. */
export interface SecretPattern {
  title: string
  hints: string[]
  before: string
  secret: string
  after: string
  matches: string[]
  ignores: string[]
}

/** How the guard computes a risk score. */
export interface RiskTable {
  cap: number
  rules: RiskRule[]
  recent_seconds: number
  /** By the rule that they trigger, then by the kind of act. */
  patterns: Record<string, Record<string, RiskPattern[]>>
}

export interface RiskRule {
  id: string
  points: number
  per: string | null
  max: number
  title: string
  when: string
}

/** A regular expression, read without regard to case, and examples. */
export interface RiskPattern {
  name: string
  pattern: string
  matches: string[]
  ignores: string[]
}

/** One way in which a resource changes its state. */
export interface Transition {
  id: string
  resource: string
  /** Null where it begins. */
  from: string | null
  /** Null where time alone does it. */
  operation: string | null
  condition: string | null
  to: string
  events: string[]
}

/** Every operation of the document with its path and method, in document order. */
export function* eachOperation(
  document: Document,
): Generator<{ path: string; method: Method; operation: Operation }> {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of methods) {
      const operation = item[method]
      if (operation) yield { path, method, operation }
    }
}

export const isReference = (value: object): value is Reference => '$ref' in value

/** Follows a local `$ref` such as `#/components/schemas/Agent`. */
export function resolve(document: Document, reference: string): unknown {
  let value: unknown = document
  for (const part of reference.replace(/^#\//, '').split('/'))
    value = (value as Record<string, unknown> | undefined)?.[
      part.replaceAll('~1', '/').replaceAll('~0', '~')
    ]
  return value
}
