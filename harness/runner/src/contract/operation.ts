import type { Value } from '../expect/value.ts'
import type { Artifact, ArtifactOperation } from './artifact.ts'

/** An operation of the contract with what a scenario can be made from. */
export interface Operation {
  id: string
  method: string
  path: string
  security: 'apiKey' | 'bootstrapToken' | 'none'
  /** Every way in, `security` first; each must be shown to work. */
  securityAlternatives: string[]
  scope: string | null
  transaction: 'none' | 'read' | 'write'
  pathParams: string[]
  queryParams: string[]
  paginated: boolean
  /** Answers with server-sent events, whose data have these schemas by event; `event` for the rest. */
  streaming: boolean
  streamItems: Record<string, string>
  conditional: boolean
  limited: boolean
  /** The example of the body; undefined when the operation takes none. */
  bodyExample: Value | undefined
  success: {
    status: number
    schema: string | null
    mediaType: string | null
    /** Names of documented headers, in lower case. */
    headers: string[]
  }
  /** Every error code that the contract documents, with its status. */
  errors: { code: string; status: number }[]
  documented: number[]
}

const verbs = ['get', 'put', 'post', 'patch', 'delete']

export function readOperations(artifact: Artifact): Operation[] {
  return Object.entries(artifact.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([verb]) => verbs.includes(verb))
      .map(([verb, operation]) => readOperation(artifact, path, verb, operation)),
  )
}

/** Requests of these carry an Idempotency-Key. */
export const writes: readonly string[] = ['POST', 'PUT', 'PATCH']

/** What arrives twice under one key is carried out once. */
export function isKeyed({ method, transaction }: Operation): boolean {
  return transaction === 'write' && writes.includes(method)
}

function readOperation(
  artifact: Artifact,
  path: string,
  verb: string,
  operation: ArtifactOperation,
): Operation {
  const parameters = (operation.parameters ?? []).map((parameter) =>
    parameter.$ref ? artifact.components.parameters?.[lastPart(parameter.$ref)] : parameter,
  )
  const named = (place: string) =>
    parameters.filter((parameter) => parameter?.in === place).map((item) => item?.name as string)
  const inPath = named('path')
  return {
    id: operation.operationId,
    method: verb.toUpperCase(),
    path,
    security: readSecurity(operation),
    securityAlternatives: operation.security.flatMap((scheme) => Object.keys(scheme)),
    scope: operation['x-scope'],
    transaction: operation['x-transaction'],
    pathParams: [...path.matchAll(/\{([^}]+)\}/g)]
      .map(([, name]) => name as string)
      .filter((name) => inPath.includes(name)),
    queryParams: named('query'),
    paginated: operation['x-pagination'] === 'cursor',
    streaming: operation['x-streaming'] === 'sse',
    streamItems: Object.fromEntries(
      Object.entries(operation['x-stream-items'] ?? {}).map(([name, ref]) => [name, lastPart(ref)]),
    ),
    conditional: operation['x-conditional'] ?? false,
    limited: operation['x-rate-limit'] ?? false,
    bodyExample: readBodyExample(artifact, operation),
    success: readSuccess(operation),
    errors: (operation['x-errors'] ?? []).map((code) => ({
      code,
      status: artifact['x-error-codes'][code]?.status ?? 0,
    })),
    documented: Object.keys(operation.responses).map(Number),
  }
}

function readSecurity(operation: ArtifactOperation): Operation['security'] {
  const scheme = Object.keys(operation.security[0] ?? {})[0]
  return scheme === 'apiKey' || scheme === 'bootstrapToken' ? scheme : 'none'
}

function readBodyExample(artifact: Artifact, operation: ArtifactOperation): Value | undefined {
  const media = operation.requestBody?.content['application/json']
  if (!media) return undefined
  const own = media.example ?? Object.values(media.examples ?? {})[0]?.value
  const component = lastPart(String(media.schema?.$ref ?? ''))
  const example = own ?? artifact.components.schemas[component]?.examples?.[0]
  if (example === undefined) throw new Error(`${operation.operationId} has no example of its body`)
  return example as Value
}

function readSuccess(operation: ArtifactOperation): Operation['success'] {
  const entry = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))
  if (!entry) throw new Error(`${operation.operationId} has no success response`)
  const media = Object.entries(entry[1].content ?? {})[0]
  const ref = media?.[1].schema?.$ref
  return {
    status: Number(entry[0]),
    schema: ref ? lastPart(String(ref)) : null,
    mediaType: media?.[0] ?? null,
    headers: Object.keys(entry[1].headers ?? {}).map((name) => name.toLowerCase()),
  }
}

function lastPart(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
