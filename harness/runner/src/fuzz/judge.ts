import { isKeyed } from '../contract/operation.ts'
import type { Routes } from '../contract/route.ts'
import { compareTraces } from '../differential/compare.ts'
import { canonical } from '../expect/operators.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import { type Exchange, header, type RecordedResponse } from '../proxy/recording.ts'
import type { RunResult } from '../run/result.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** Something that is wrong with a play. */
export interface Finding {
  subject: string
  /** What makes two plays wrong in the same way: a kind, and a place without its numbers. */
  kind: string
  what: string
}

/** Subjects that differ, runs that failed a check, and what must not be whatever the others do. */
export function judgePlay(
  routes: Routes,
  scenario: Scenario,
  results: readonly RunResult[],
): Finding[] {
  const differences = compareTraces([scenario], results).divergences.map(
    ({ between: [one, other], path, values }): Finding => ({
      subject: other.subject,
      kind: `differs at ${placeOf(path)}`,
      what: `differs from ${one.subject} at ${path}: ${values[0]} against ${values[1]}`,
    }),
  )
  const failures = results.flatMap(({ subject, failures: [failure] }): Finding[] => {
    if (!failure) return []
    const kind = placeOf(failure.path)
    return [{ subject, kind, what: `${failure.path}: ${failure.message}` }]
  })
  const wrongs = results.flatMap((result) => {
    const { subject } = result
    return findWrongs(routes, scenario, result).map(
      ([kind, what]): Finding => ({ subject, kind, what }),
    )
  })
  return [...differences, ...failures, ...wrongs]
}

/** A place without its numbers, to a certain depth. */
function placeOf(path: string): string {
  return path.replaceAll(/\d+/g, '').split('.').slice(0, 3).join('.')
}

type Wrong = [kind: string, what: string]

/** What stands for a secret in a problem. */
const mark = '[redacted]'

/** What no run may show, whatever was drawn. */
export function findWrongs(
  routes: Routes,
  scenario: Scenario,
  { exchanges, trace }: Pick<RunResult, 'exchanges' | 'trace'>,
): Wrong[] {
  return [
    ...findCrashes(routes, scenario, exchanges),
    ...findDoubled(routes, exchanges),
    ...trace.steps.flatMap((outcome, index) => {
      const said = findUnfaithful(outcome, exchanges)
      return said ? [['unfaithful', `outcome ${index} ${said}`] as Wrong] : []
    }),
  ]
}

/** A server that fails although nobody has asked it to. */
function findCrashes(routes: Routes, { steps }: Scenario, exchanges: readonly Exchange[]): Wrong[] {
  const asked = steps.flatMap((step) => {
    return 'server' in step && 'fault' in step.server ? [step.server.fault.operation] : []
  })
  const failed = exchanges.find(({ request, upstream }) => {
    if (!upstream || upstream.response.status < 500) return false
    return !asked.includes(routes.find(request.method, request.target)?.id ?? '')
  })
  if (!failed) return []
  const { method, target } = failed.request
  return [['crash', `${method} ${target} was answered ${failed.upstream?.response.status}`]]
}

/** One key, two effects. */
function findDoubled(routes: Routes, exchanges: readonly Exchange[]): Wrong[] {
  const fresh = exchanges.flatMap(({ request, upstream }) => {
    if (!upstream || upstream.response.status >= 300) return []
    const operation = routes.find(request.method, request.target)
    if (!operation || !isKeyed(operation)) return []
    const isReplay = header(upstream.response.headers, 'idempotency-replayed') !== undefined
    const key = header(upstream.request.headers, 'idempotency-key')
    const caller = header(upstream.request.headers, 'authorization')
    return isReplay || key === undefined ? [] : [`${caller} ${key}`]
  })
  const twice = fresh.find((key, index) => fresh.indexOf(key) < index)
  return twice === undefined ? [] : [['doubled', `two effects under one key: ${twice}`]]
}

/** What an SDK tells its caller is what the server has told it, where nobody came between. */
function findUnfaithful(outcome: Fields, exchanges: readonly Exchange[]): string | undefined {
  const part = isFields(outcome.response) ? outcome.response : outcome.error
  if (!isFields(part) || typeof part.request_id !== 'string') return undefined
  const exchange = exchanges.findLast(({ fault, response }) => {
    const isOwn = response && header(response.headers, 'x-request-id') === part.request_id
    return isOwn && fault === null
  })
  const told = exchange?.response
  if (!told) return undefined
  if (part.status !== undefined && part.status !== told.status) {
    return `says ${part.status}, the server said ${told.status}`
  }
  const body = readBody(told)
  const result = outcome.error === undefined ? outcome.ok : part.problem
  if (body === undefined || result === undefined) return undefined
  const credential = header(exchange.request.headers, 'authorization')?.replace(/^Bearer /, '')
  const expected = outcome.error === undefined ? body : redacted(body, credential)
  return canonical(result) === canonical(expected) ? undefined : 'is not what the server said'
}

/** A problem as it is shown: without the caller's key, and without what looks like a key. */
function redacted(value: Value, credential: string | undefined): Value {
  if (Array.isArray(value)) return value.map((item) => redacted(item, credential))
  if (isFields(value)) {
    const fields = Object.entries(value).map(([name, item]) => [name, redacted(item, credential)])
    return Object.fromEntries(fields) as Fields
  }
  if (typeof value !== 'string') return value
  const own = credential ? value.replaceAll(credential, mark) : value
  return own
    .replaceAll(/\b(?:cox|whsec)_[\w+/=-]+/g, mark)
    .replaceAll(/\b(bearer) +[^ \t\r\n"',]+/gi, `$1 ${mark}`)
}

/** Undefined: there is none, or it is packed, or no JSON although it says so. */
function readBody({ headers, body }: RecordedResponse): Value | undefined {
  if (body.length === 0 || header(headers, 'content-encoding') !== undefined) return undefined
  if (!header(headers, 'content-type')?.includes('json')) return body.toString()
  try {
    return JSON.parse(body.toString()) as Value
  } catch {
    return undefined
  }
}
