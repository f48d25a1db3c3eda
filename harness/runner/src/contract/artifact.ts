import { readFileSync } from 'node:fs'
import { repositoryPath } from '../paths.ts'

interface MediaType {
  schema?: Record<string, unknown>
  example?: unknown
  examples?: Record<string, { value?: unknown }>
}

export interface ArtifactOperation {
  operationId: string
  tags: string[]
  security: Record<string, unknown>[]
  parameters?: { $ref?: string; name?: string; in?: string; required?: boolean; schema?: unknown }[]
  requestBody?: { content: Record<string, MediaType> }
  responses: Record<
    string,
    { $ref?: string; content?: Record<string, MediaType>; headers?: Record<string, unknown> }
  >
  'x-scope': string | null
  'x-transaction': 'none' | 'read' | 'write'
  'x-pagination'?: 'cursor'
  'x-rate-limit'?: boolean
  'x-conditional'?: boolean
  'x-errors'?: string[]
  'x-streaming'?: 'sse'
  'x-stream-items'?: Record<string, string>
}

/** A way in which a resource changes; `operation` is null where time does it. */
export interface TransitionRow {
  id: string
  resource: string
  from: string | null
  operation: string | null
  /** `decision <outcome>` is looked at; anything else is for people. */
  condition: string | null
  to: string
  events: string[]
}

export interface BehaviourRow {
  id: string
  group: string
  title: string
  semantics: string
  proved_by: 'scenario' | 'package_test'
  /** Where package tests prove it: files and folders, from the root of the repository. */
  tests?: string[]
  idiom?: boolean
}

/** The bundled contract, as far as the harness reads it. */
export interface Artifact {
  info: { version: string }
  paths: Record<string, Record<string, ArtifactOperation>>
  components: {
    parameters?: Record<string, { name: string; in: string; required?: boolean; schema?: unknown }>
    schemas: Record<string, { examples?: unknown[] }>
  }
  'x-error-codes': Record<
    string,
    { status: number; class: string; category: string; title: string }
  >
  'x-behaviour': { rows: BehaviourRow[] }
  'x-transitions': TransitionRow[]
  /** Events by name, with what their payload is. */
  webhooks: Record<string, { post: { 'x-event': { payload: string } } }>
}

export function readArtifact(path = repositoryPath('openapi/v1/current.json')): Artifact {
  return JSON.parse(readFileSync(path, 'utf8')) as Artifact
}
