import { type ErrorCode, errorCodes } from '@coxswain/contract'

/** One field of a request that failed. */
export interface ProblemItem {
  /** RFC 6901 into the body, or `#/path/<name>`, `#/query/<name>`, `#/header/<name>`. */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

export interface CoxswainErrorOptions {
  /** What went wrong this time and how to mend it. Goes over the wire; default: the code's title. */
  readonly detail?: string | undefined
  /** The fields that failed, for `validation_failed` and `unknown_field`. */
  readonly errors?: readonly ProblemItem[] | undefined
  /** The state that the resource is in, where that is what refuses the request. */
  readonly state?: string | undefined
  /** Seconds after which a retry makes sense, as `Retry-After`. */
  readonly retryAfter?: number | undefined
  /** Headers that belong to the answer, such as `Allow`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Kept for logs, never sent. */
  readonly cause?: unknown
}

/** The one error of the server: what a handler throws is what the caller reads, as a problem document. */
export class CoxswainError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly retryable: boolean
  readonly title: string
  readonly errors: readonly ProblemItem[] | undefined
  readonly state: string | undefined
  readonly retryAfter: number | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, options: CoxswainErrorOptions = {}) {
    const { status, title, retryable } = errorCodes[code]
    super(
      options.detail ?? title,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'CoxswainError'
    this.code = code
    this.status = status
    this.title = title
    this.retryable = retryable
    this.errors = options.errors
    this.state = options.state
    this.retryAfter = options.retryAfter
    this.headers = options.headers ?? {}
  }

  /** Anything thrown, as a `CoxswainError`; what isn't one is the server's fault. */
  static from(error: unknown): CoxswainError {
    if (error instanceof CoxswainError) return error
    return new CoxswainError('internal_error', {
      detail: "the request failed for a reason that is not the caller's",
      cause: error,
    })
  }
}
