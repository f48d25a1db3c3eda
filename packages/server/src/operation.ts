import type { ErrorCode } from '@coxswain/contract'
import type { ZodType } from 'zod'
import type { AnyCaller, AnyContext, BeforeContext } from './context.ts'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type TransactionKind = 'none' | 'read' | 'write'

/** What one operation is to the kernel: how it is found, who may call it, what goes in and out. */
export interface Operation {
  /** `<resource>.<method>`. */
  readonly id: string
  readonly method: HttpMethod
  /** Below the prefixes, with parameters in braces: `/agents/{agent_id}`. */
  readonly path: string
  /** Answers at the root too, without a prefix. */
  readonly root: boolean
  /** `<resource>:<level>`, or `null` where no key is asked for. */
  readonly scope: string | null
  readonly security: 'apiKey' | 'bootstrapToken' | 'apiKeyOrStreamToken' | 'none'
  readonly transaction: TransactionKind
  readonly success: { readonly status: number; readonly mediaType: string | null }
  /** Accepts Idempotency-Key. */
  readonly idempotent: boolean
  /** Accepts If-Match. */
  readonly conditional: boolean
  /** The answer holds a secret: it is kept for replay only encrypted. */
  readonly secretResponse: boolean
  /** The fields of the body that are scrubbed of known secrets before the handler sees them. */
  readonly scrub: readonly string[]
  /** Answers with a stream that goes on; its handler returns the chunks as they come. */
  readonly streaming?: 'sse' | null | undefined
  readonly rateLimited: boolean
  readonly paginated: boolean
  /** Its cursors are not the kernel's: this says what can't be one, and the handler judges the rest. */
  readonly ownCursor?: ((orgId: string, cursor: string) => boolean) | undefined
  /** The codes that it may answer with, besides those of every operation. */
  readonly errors: readonly ErrorCode[]
  readonly deprecated?: boolean | undefined
  /** When it goes away, as an HTTP date. */
  readonly sunset?: string | undefined
  readonly request: RequestSchemas
  /** `null` for an answer without a body. */
  readonly response: ZodType | null
  /**
   * Runs before the unit of work and outside of it, once a replay is ruled out: what has to wait on
   * anything but the database waits here. What it resolves to is handed to `handle`.
   */
  readonly before?:
    | ((input: OperationInput, context: BeforeContext<AnyCaller>) => unknown)
    | undefined
  readonly handle: (input: OperationInput, context: AnyContext, prepared: unknown) => unknown
}

/** A schema that is absent accepts nothing in that place. */
export interface RequestSchemas {
  readonly path?: ZodType | undefined
  readonly query?: ZodType | undefined
  readonly body?: ZodType | undefined
}

export interface OperationInput {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}
