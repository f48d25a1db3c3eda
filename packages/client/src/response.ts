import { APIConnectionError, APIError, CoxswainError, ResponseFormatError } from './errors.ts'
import { decodeText, isObject, parseJson } from './json.ts'
import { has, type Operation } from './operation.ts'
import { describeProblem, readProblem } from './problem.ts'
import type { Redact } from './redact.ts'
import { isRetriedStatus, parseRetryAfter } from './retry.ts'

/** An answer read to its end. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** Empty when it is handed on as a stream. */
  readonly body: Uint8Array<ArrayBuffer>
  readonly stream?: ReadableStream<Uint8Array> | null
}

/** What a validator must offer; zod schemas do. */
export interface ResponseValidator {
  safeParse(value: unknown): {
    readonly success: boolean
    readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }
  }
}

/** By operation: `agents.upsert`. */
export type ResponseValidators = Readonly<Record<string, ResponseValidator>>

/** Reads the body, unless it is a stream of events; if it breaks off, an `APIConnectionError`. */
export async function readReply(response: Response, operation: Operation): Promise<Reply> {
  if (typeof response?.arrayBuffer !== 'function')
    throw new CoxswainError('a middleware must answer with a Response', undefined, {
      operation: operation.id,
    })
  const { headers, ok, body: stream } = response
  // Browsers hide a redirect that they don't follow behind status 0.
  const status = response.status || 302
  if (ok && has(operation, 's')) return { status, headers, body: new Uint8Array(), stream }
  try {
    return { status, headers, body: new Uint8Array(await response.arrayBuffer()) }
  } catch (cause) {
    throw brokeOff(operation.id, cause)
  }
}

export function brokeOff(operation: string, cause: unknown): APIConnectionError {
  return new APIConnectionError('the answer broke off', { cause, operation })
}

/** The error that a reply other than 2xx stands for. */
export function toApiError({ status, headers, body }: Reply, id: string, redact: Redact): APIError {
  const text = new TextDecoder().decode(body)
  const problem = readProblem(text, redact)
  const wish = parseRetryAfter(headers)
  return APIError.from({
    message: redact(describeProblem(status, headers, problem, text, id)),
    status,
    headers,
    problem,
    retryable: problem?.retryable ?? isRetriedStatus(status, undefined),
    retryAfter: wish === undefined ? undefined : wish / 1000,
    operation: id,
  })
}

/** The result in a 2xx, as it stands there: checked for its shape, nothing coerced. */
export function readResult(
  operation: Operation,
  reply: Reply,
  validators: ResponseValidators | undefined,
): unknown {
  const { id, flags } = operation
  if (/[ns]/.test(flags) || (!flags && reply.body.length === 0)) return undefined
  const fail = createFail(id)
  if (has(operation, 't')) {
    checkContentType(reply.headers, 'text/plain', fail, 'text')
    return parse(decodeText, reply, id, 'UTF-8 text', fail)
  }
  checkContentType(reply.headers, 'application/json', fail, 'JSON')
  const value = parse(parseJson, reply, id, 'strict JSON', fail)
  if (has(operation, 'p') && !isPage(value)) return fail('the body is not a page')
  if (has(operation, 'o') && !isObject(value)) return fail('the body is not an object')
  // What `client.request` gets is in no schema.
  if (validators && flags) validate(value, id, validators, fail)
  return value
}

/** Refuses another media type, whatever its parameters. */
export function checkContentType(headers: Headers, type: string, fail: Fail, name = type): void {
  const given = headers.get('content-type')?.replace(/ *(;.*)?$/s, '')
  if (given?.toLowerCase() !== type) fail(`the content type is not ${name}`)
}

export type Fail = (what: string, cause?: unknown) => never

/** Throws what is wrong with the answer of an operation. */
export function createFail(operation: string): Fail {
  return (what, cause) => {
    throw new ResponseFormatError(`${what}\n  at ${operation}`, { cause, operation })
  }
}

/**
 * Not every platform reports a compressed body that was cut off; what it hands out then is half a
 * document. So a compressed body that cannot be read counts as one that broke off.
 */
function parse<T>(
  read: (body: Uint8Array) => T,
  { headers, body }: Reply,
  operation: string,
  form: string,
  fail: Fail,
): T {
  try {
    return read(body)
  } catch (cause) {
    if (/^(|identity)$/i.test(headers.get('content-encoding') ?? ''))
      return fail(`the body is not ${form}`, cause)
    throw brokeOff(operation, cause)
  }
}

function isPage(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.data)) return false
  const { next_cursor: cursor, has_more: more } = value
  return cursor === null ? more === false : typeof cursor === 'string' && typeof more === 'boolean'
}

export function validate(
  value: unknown,
  name: string,
  validators: ResponseValidators,
  fail: Fail,
): void {
  const validator = validators[name]
  if (!validator) throw new CoxswainError(`validateResponses has no validator for ${name}`)
  const { success, error } = validator.safeParse(value)
  if (success) return
  const path = error?.issues[0]?.path ?? []
  const pointer = path
    .map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
  fail(`the body does not match its schema at "${pointer}"`, error)
}
