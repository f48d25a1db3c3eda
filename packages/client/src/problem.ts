import { isObject } from './json.ts'
import { type Redact, redactStrings } from './redact.ts'

export type ErrorCategory =
  | 'validation'
  | 'auth'
  | 'not_found'
  | 'conflict'
  | 'rate_limit'
  | 'upstream'
  | 'unavailable'
  | 'internal'

/** One refused place of a request. */
export interface ProblemItem {
  /** RFC 6901 into the body, or a fragment such as `#/query/limit` for a parameter. */
  pointer: string
  code: string
  message: string
}

/** RFC 9457 problem document, as far as it could be read. Unknown members are kept. */
export interface Problem {
  type?: string
  title?: string
  status?: number
  detail?: string
  instance?: string
  code?: string
  request_id?: string
  retryable?: boolean
  errors?: ProblemItem[]
  [member: string]: unknown
}

/** A value of the type that each member must have. */
const samples = {
  type: '',
  title: '',
  status: 0,
  detail: '',
  instance: '',
  code: '',
  request_id: '',
  retryable: true,
}

/**
 * The problem in an error's body, or undefined when the body is none: whatever stands between client
 * and server may answer in its own words. Members of the wrong type are left out, and secrets that the
 * server repeats are redacted.
 */
export function readProblem(body: string, redact: Redact): Problem | undefined {
  let value: unknown
  try {
    value = JSON.parse(body, redactStrings(redact))
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const problem: Problem = value
  for (const [name, sample] of Object.entries(samples))
    if (typeof problem[name] !== typeof sample) delete problem[name]
  if (!Array.isArray(problem.errors)) delete problem.errors
  return problem
}

/**
 * `422 validation_failed: `act.command` must not be empty (request req_01K)`, and on a second line
 * what was called and where to read on.
 */
export function describeProblem(
  status: number,
  headers: Headers,
  problem: Problem | undefined,
  body: string,
  operation: string,
): string {
  const code = problem?.code ?? 'unknown'
  const what = problem?.detail ?? describeItems(problem) ?? problem?.title ?? excerpt(body, 500)
  const requestId = headers.get('x-request-id') ?? problem?.request_id
  const request = requestId ? ` (request ${requestId})` : ''
  const docs = problem?.type ? `   docs: ${problem.type}` : ''
  return `${status} ${code}${what ? `: ${what}` : ''}${request}\n  at ${operation}${docs}`
}

function describeItems(problem: Problem | undefined): string | undefined {
  const [first, ...others] = problem?.errors ?? []
  if (typeof first?.message !== 'string') return undefined
  const pointer: unknown = first.pointer
  const place = typeof pointer === 'string' ? pointer.replace(/^#?\//, '').replaceAll('/', '.') : ''
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return `${place ? `\`${place}\` ` : ''}${first.message}${more}`
}

/** The first characters, counted in code points. */
export function excerpt(text: string, length: number): string {
  return [...text.slice(0, 2 * length)].slice(0, length).join('')
}
