export { APIPromise, type APIResponse } from './api-promise.ts'
export { Coxswain, type GenericRequestOptions } from './client.ts'
export type { PathValue } from './encode.ts'
export {
  AbortedError,
  APIConnectionError,
  APIError,
  type APIErrorInit,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  CoxswainError,
  type CoxswainErrorOptions,
  GoneError,
  GovernedError,
  type GovernedErrorCode,
  type GovernedErrorInit,
  InternalError,
  MethodNotAllowedError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionDeniedError,
  PreconditionFailedError,
  RateLimitedError,
  ResponseFormatError,
  type RetryStopped,
  UnavailableError,
  UnprocessableError,
  UnsupportedMediaTypeError,
} from './errors.ts'
export type * from './gen/resources.ts'
export type * from './gen/types.ts'
export type { Governed, GovernedOptions, GovernedRun } from './governed.ts'
export type { HeaderRecord, HeaderValues } from './headers.ts'
export type { LogFields, Logger, LogLevel } from './logger.ts'
export type { AttemptRequest, Middleware, SendAttempt } from './middleware.ts'
export type { HttpMethod } from './operation.ts'
export type {
  CallOptions,
  CoxswainOptions,
  Fetch,
  RequestOptions,
  StreamOptions,
} from './options.ts'
export { type FetchPage, type Page, Paginator } from './pagination.ts'
export type { ErrorCategory, Problem, ProblemItem } from './problem.ts'
export type { ResponseValidator, ResponseValidators } from './response.ts'
export { defaultRuntime, type Runtime } from './runtime.ts'
export type { EventStream, StreamItem, StreamResetItem } from './stream.ts'
export { version } from './version.ts'
export type { WaitFor, WaitForOptions } from './waiting.ts'
