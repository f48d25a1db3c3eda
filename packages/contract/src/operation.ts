import type { ErrorCode } from './gen/errors.ts'

/** One row of the operation table: everything about an operation but its types. */
export interface OperationRow {
  /** `<resource>.<method>`, the path of the method in every SDK. */
  readonly id: string
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  /** Relative to the base path, with `{name}` for each path parameter. */
  readonly path: string
  readonly resource: string
  readonly sdkMethod: string
  /** The scope that the caller needs; null when none is asked for. */
  readonly scope: string | null
  /** What authenticates the caller; a stream token stands in the query parameter `token`. */
  readonly security: 'apiKey' | 'bootstrapToken' | 'apiKeyOrStreamToken' | 'none'
  /** The unit of work that the handler runs in. */
  readonly transaction: 'none' | 'read' | 'write'
  readonly maturity: 'stable' | 'beta' | 'experimental'
  readonly since: string
  /** Answers at the root of the server too, outside the base path. */
  readonly root: boolean
  /** In the order of the path. */
  readonly pathParams: readonly string[]
  readonly queryParams: readonly string[]
  /** In lower case. */
  readonly headerParams: readonly string[]
  /** The component of the request body. */
  readonly body: string | null
  readonly bodyRequired: boolean
  /** The fields of the body that are scrubbed of secrets. */
  readonly scrub: readonly string[]
  readonly success: {
    readonly status: number
    /** The component of the response body. */
    readonly schema: string | null
    readonly mediaType: string | null
  }
  /** The answer is a stream of events, which never ends by itself. */
  readonly streaming: 'sse' | null
  /** The query parameter that says how long the answer may be held back. */
  readonly wait: 'timeout_seconds' | null
  readonly paginated: boolean
  /** Takes an Idempotency-Key. */
  readonly idempotent: boolean
  /** Takes an If-Match. */
  readonly conditional: boolean
  /** The response holds a secret: it is never logged, and stored only encrypted. */
  readonly secretResponse: boolean
  readonly rateLimited: boolean
  /** Every code that the operation may fail with, sorted. */
  readonly errors: readonly ErrorCode[]
  readonly deprecated?: true
  /** The day on which the operation goes away, RFC 3339. */
  readonly sunset?: string
}
