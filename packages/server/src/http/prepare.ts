import { CoxswainError } from '../coxswain-error.ts'
import type { Operation, OperationInput } from '../operation.ts'
import type { Principal } from '../principal.ts'
import { authenticate } from './authenticate.ts'
import { authorise } from './authorise.ts'
import { checkMediaType, readBody } from './body.ts'
import type { Call } from './call.ts'
import type { Correlation } from './correlation.ts'
import { readHeaders } from './header-values.ts'
import { fingerprint } from './idempotency.ts'
import { parseJson } from './json.ts'
import type { Kernel } from './kernel.ts'
import { type CursorScope, invalidCursor, type Position } from './pagination.ts'
import type { ReplyHeaders } from './reply.ts'
import type { PathValues } from './router.ts'
import { scrubBody } from './scrub.ts'
import { type RawInput, validate } from './validation.ts'

/** A request whose operation is known. */
export interface Routed {
  readonly request: Request
  readonly url: URL
  readonly operation: Operation
  readonly path: PathValues
  readonly correlation: Correlation
  /** Headers that the answer gets, whatever it will be. */
  readonly headers: ReplyHeaders
}

/**
 * Takes a request through everything that can refuse it before its unit of work, in the order that
 * the contract promises: 401, scope 403, 429, 413, 415, 400, 422, agent 403. The unit then refuses
 * in the order replay, existence, state, precondition.
 */
export async function prepare(kernel: Kernel, routed: Routed): Promise<Call> {
  const { request, url, operation, path, correlation } = routed
  const principal = await authenticate(
    operation,
    { headers: request.headers, query: url.searchParams, requestId: correlation.requestId },
    kernel,
  )
  if (principal.kind === 'api_key') {
    authorise(principal.scopes, operation.scope)
    kernel.authenticator.accepted(principal)
  }
  limitRate(kernel, routed, principal)
  const bytes = await takeBody(kernel, routed)
  const body = operation.request.body === undefined ? undefined : parseJson(bytes)
  const now = kernel.clock.now(principal.orgId)
  const query = parametersOf(operation, url)
  const cursorScope = { operation: operation.id, orgId: principal.orgId ?? '', filters: query }
  const after = position(kernel, operation, cursorScope, now)
  const headers = readHeaders(operation, request.headers)
  const input = readInput(operation, { path, query, body })
  checkAgent(operation, input, principal)
  return {
    operation,
    principal,
    correlation,
    input,
    headers,
    fingerprint:
      headers.idempotencyKey === null
        ? null
        : fingerprint({ operation: operation.id, path, query, body: bytes }),
    cursorScope,
    after,
    now,
    get signal() {
      return request.signal
    },
  }
}

/** A token in the query is a credential, so no schema knows it. */
function parametersOf({ security }: Operation, { searchParams }: URL): URLSearchParams {
  if (security !== 'apiKeyOrStreamToken') return searchParams
  const parameters = new URLSearchParams(searchParams)
  parameters.delete('token')
  return parameters
}

function limitRate(kernel: Kernel, routed: Routed, { orgId }: Principal): void {
  const { operation, correlation, headers } = routed
  if (!operation.rateLimited) return
  const subject = { orgId, operation: operation.id, requestId: correlation.requestId }
  Object.assign(headers, kernel.limiter.take(subject))
}

async function takeBody(
  { bodyBytes }: Kernel,
  { request, operation }: Routed,
): Promise<Uint8Array> {
  // What an operation does not take is left alone: it can't be refused for it, nor replayed by it.
  if (operation.request.body === undefined) return new Uint8Array(0)
  const bytes = await readBody(request, bodyBytes)
  checkMediaType(request)
  return bytes
}

function position(
  { cursors }: Kernel,
  operation: Operation,
  scope: CursorScope,
  now: number,
): Position | null {
  const cursor = scope.filters.get('cursor')
  if (!operation.paginated || cursor === null) return null
  if (operation.ownCursor === undefined) return cursors.decode(scope, cursor, now)
  if (operation.ownCursor(scope.orgId, cursor)) return null
  throw invalidCursor()
}

/**
 * The input without known secrets, so that none reaches a row, an event or a log. What was given must
 * fit the schema, and so must what stands there instead: a mark may be longer than its secret.
 */
function readInput(operation: Operation, given: RawInput): OperationInput {
  const input = validate(operation, given)
  const body = scrubBody(given.body, operation.scrub)
  return body === given.body ? input : validate(operation, { ...given, body })
}

/** A key that is bound to an agent acts for no other, wherever the contract names that refusal. */
function checkAgent(operation: Operation, input: OperationInput, principal: Principal): void {
  if (principal.kind !== 'api_key' || principal.agentId === null) return
  if (!operation.errors.includes('agent_mismatch')) return
  const named = [input.path['agent_id'], agentOfBody(input.body)]
  for (const agentId of named) {
    if (typeof agentId === 'string' && agentId !== principal.agentId)
      throw agentMismatch(principal.agentId)
  }
}

function agentOfBody(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'agent_id' in body ? body.agent_id : undefined
}

export function agentMismatch(bound: string): CoxswainError {
  return new CoxswainError('agent_mismatch', {
    detail: `this key may act for the agent \`${bound}\` only`,
  })
}
