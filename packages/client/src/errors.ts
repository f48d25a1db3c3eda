// CoxswainError
// ├── APIError                    the server answered, and not with 2xx
// │   ├── BadRequestError            400
// │   ├── AuthenticationError        401
// │   ├── PermissionDeniedError      403
// │   ├── NotFoundError              404
// │   ├── MethodNotAllowedError      405
// │   ├── ConflictError              409
// │   ├── GoneError                  410
// │   ├── PreconditionFailedError    412
// │   ├── PayloadTooLargeError       413
// │   ├── UnsupportedMediaTypeError  415
// │   ├── UnprocessableError         422
// │   ├── RateLimitedError           429
// │   ├── UnavailableError           503
// │   └── InternalError              any other 5xx
// ├── APIConnectionError          no answer, or none that could be read to its end
// │   └── APITimeoutError            not within the attempt's timeout or the call's deadline
// ├── AbortedError                the caller's signal aborted the call
// ├── GovernedError               governed work that was not done, or not told
// └── ResponseFormatError         a 2xx that is not what the contract declares

import type { Action, Approval } from '@coxswain/contract'
import { errorCategories } from './gen/errors.ts'
import type { ErrorCategory, Problem } from './problem.ts'

/** Where a class of the tree keeps its name, also when its code is minified. */
const nameKey: unique symbol = Symbol.for('coxswain.error.name') as never

type ErrorType = { readonly [nameKey]?: string }

/** Why retrying ended although attempts were left. */
export type RetryStopped = 'budget' | 'retry_after'

export interface CoxswainErrorOptions {
  cause?: unknown
  /** What was called: `agents.upsert`. */
  operation?: string | undefined
}

/**
 * Everything this library throws. On its own it is a mistake made by the caller (`invalid_argument`),
 * found before anything was sent.
 *
 * `instanceof` compares names kept under a `Symbol.for` key, not constructors: two installed copies
 * of the package, or its ESM and its CJS half, recognise each other's errors.
 */
export class CoxswainError extends Error {
  static readonly [nameKey]: string = 'CoxswainError'

  /** Closed set: the contract's error codes, or one of this library's own. */
  declare readonly code: string
  /** What was called: `agents.upsert`; undefined when nothing was. */
  declare readonly operation: string | undefined
  declare retryStopped: RetryStopped | undefined

  constructor(message: string, code = 'invalid_argument', options: CoxswainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    Object.assign(this, { code, operation: options.operation, retryStopped: undefined })
  }

  override get name(): string {
    return (this.constructor as typeof CoxswainError)[nameKey]
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that stands right of `instanceof`
    return isInstance(this, value)
  }
}

function isInstance(type: ErrorType, value: unknown): boolean {
  // A subclass of the user's own has no name of its own: the ordinary check is right for it.
  if (!Object.hasOwn(type, nameKey)) return Function.prototype[Symbol.hasInstance].call(type, value)
  let own = (value as { constructor?: ErrorType } | null | undefined)?.constructor
  while (own?.[nameKey] && own[nameKey] !== type[nameKey]) own = Object.getPrototypeOf(own)
  return own?.[nameKey] !== undefined
}

export interface APIErrorInit {
  readonly message: string
  readonly status: number
  readonly headers: Headers
  readonly problem: Problem | undefined
  readonly retryable: boolean
  readonly retryAfter: number | undefined
  readonly operation: string
}

/** The server's refusal. `code` is the problem's code, or `unknown` when the body is no problem. */
export class APIError extends CoxswainError {
  static override readonly [nameKey]: string = 'APIError'

  declare readonly status: number
  declare readonly category: ErrorCategory
  declare readonly requestId: string | undefined
  declare readonly headers: Headers
  /** The problem document, when the body was one. */
  declare readonly problem: Problem | undefined
  declare readonly retryable: boolean
  /** How many seconds the server asks to wait. */
  declare readonly retryAfter: number | undefined

  constructor({ message, operation, ...own }: APIErrorInit) {
    const { status, headers, problem } = own
    super(message, problem?.code ?? 'unknown', { operation })
    const requestId = headers.get('x-request-id') ?? problem?.request_id
    Object.assign(this, { ...own, category: categoryOf(this.code, status), requestId })
  }

  /** The error of the class that the status calls for. */
  static from(init: APIErrorInit): APIError {
    const type = errorClasses[init.status] ?? (init.status >= 500 ? InternalError : APIError)
    return new type(init)
  }
}

function categoryOf(code: string, status: number): ErrorCategory {
  // A code is the server's word: `constructor` must not find what every object inherits.
  if (Object.hasOwn(errorCategories, code)) return errorCategories[code] as ErrorCategory
  return errorCategories[status] ?? (status >= 500 ? 'internal' : 'validation')
}

export class BadRequestError extends APIError {
  static override readonly [nameKey] = 'BadRequestError'
}
export class AuthenticationError extends APIError {
  static override readonly [nameKey] = 'AuthenticationError'
}
export class PermissionDeniedError extends APIError {
  static override readonly [nameKey] = 'PermissionDeniedError'
}
export class NotFoundError extends APIError {
  static override readonly [nameKey] = 'NotFoundError'
}
export class MethodNotAllowedError extends APIError {
  static override readonly [nameKey] = 'MethodNotAllowedError'
}
export class ConflictError extends APIError {
  static override readonly [nameKey] = 'ConflictError'
}
export class GoneError extends APIError {
  static override readonly [nameKey] = 'GoneError'
}
export class PreconditionFailedError extends APIError {
  static override readonly [nameKey] = 'PreconditionFailedError'
}
export class PayloadTooLargeError extends APIError {
  static override readonly [nameKey] = 'PayloadTooLargeError'
}
export class UnsupportedMediaTypeError extends APIError {
  static override readonly [nameKey] = 'UnsupportedMediaTypeError'
}
export class UnprocessableError extends APIError {
  static override readonly [nameKey] = 'UnprocessableError'
}
export class RateLimitedError extends APIError {
  static override readonly [nameKey] = 'RateLimitedError'
}
export class InternalError extends APIError {
  static override readonly [nameKey] = 'InternalError'
}
export class UnavailableError extends APIError {
  static override readonly [nameKey] = 'UnavailableError'
}

const errorClasses: Readonly<Record<number, typeof APIError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  405: MethodNotAllowedError,
  409: ConflictError,
  410: GoneError,
  412: PreconditionFailedError,
  413: PayloadTooLargeError,
  415: UnsupportedMediaTypeError,
  422: UnprocessableError,
  429: RateLimitedError,
  503: UnavailableError,
}

/** No answer, or one that broke off or could not be decompressed. Retried. */
export class APIConnectionError extends CoxswainError {
  static override readonly [nameKey]: string = 'APIConnectionError'

  constructor(message: string, options?: CoxswainErrorOptions, code = 'connection_error') {
    super(message, code, options)
  }
}

/** Code `timeout`: one attempt took too long, retried. Code `deadline_exceeded`: the whole call. */
export class APITimeoutError extends APIConnectionError {
  static override readonly [nameKey] = 'APITimeoutError'
}

/** The caller's signal aborted the call; `cause` is the signal's reason. */
export class AbortedError extends CoxswainError {
  static override readonly [nameKey] = 'AbortedError'

  constructor(options?: CoxswainErrorOptions) {
    super('the call was aborted', 'aborted', options)
  }
}

/** A 2xx whose body is not what the contract declares. Never retried: the effect has happened. */
export class ResponseFormatError extends CoxswainError {
  static override readonly [nameKey] = 'ResponseFormatError'

  constructor(message: string, options?: CoxswainErrorOptions) {
    super(message, 'invalid_response', options)
  }
}

/**
 * `action_blocked`, `action_denied`, `approval_expired`, `action_cancelled`, `action_not_approved` (a
 * state that is no leave to run) and `act_modified`: nothing was run. `lease_lost`: the server gave up
 * waiting for news of the run. `outcome_unrecorded`: it was run, and the server does not know.
 */
export type GovernedErrorCode =
  | 'action_blocked'
  | 'action_denied'
  | 'approval_expired'
  | 'action_cancelled'
  | 'action_not_approved'
  | 'act_modified'
  | 'lease_lost'
  | 'outcome_unrecorded'

export interface GovernedErrorInit {
  readonly action: Action
  readonly approval: Approval | null
  readonly ran?: boolean
  readonly result?: unknown
  readonly cause?: unknown
}

/** Governed work that was not done, or whose end the server does not know. */
export class GovernedError extends CoxswainError {
  static override readonly [nameKey] = 'GovernedError'

  declare readonly code: GovernedErrorCode
  /** The action, as it was last seen. */
  declare readonly action: Action
  /** The decision of the person, where one was asked; its `message` tells why. */
  declare readonly approval: Approval | null
  /** Whether the callback was called. */
  declare readonly ran: boolean
  /** What the callback returned. */
  declare readonly result: unknown

  constructor(code: GovernedErrorCode, { cause, ...own }: GovernedErrorInit) {
    const { action, approval } = own
    const reason = code === 'action_blocked' ? action.reasons?.[0] : approval
    const said = reason?.message ? `: ${reason.message}` : ''
    super(`${code.replaceAll('_', ' ')} (${action.id})${said}`, code, {
      cause,
      operation: 'governed',
    })
    Object.assign(this, { ran: false, result: undefined, ...own })
  }
}
