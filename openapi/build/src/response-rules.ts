import type { Method, Operation } from './document.ts'
import { isReference } from './document.ts'

/** What decides which error responses an operation has. */
export interface Traits {
  body: boolean
  parameters: boolean
  cursor: boolean
  id: boolean
  secured: boolean
  bootstrap: boolean
  limited: boolean
  writes: boolean
  removes: boolean
  creates: boolean
  conditional: boolean
  live: boolean
  store: boolean
}

export function traitsOf(path: string, method: Method, operation: Operation): Traits {
  const query = (operation.parameters ?? []).some((p) => !isReference(p) && p.in === 'query')
  const id = path.includes('{')
  const secured = operation.security.length > 0
  const writes = ['post', 'put', 'patch'].includes(method) && operation['x-transaction'] !== 'read'
  return {
    body: operation.requestBody !== undefined,
    // An Idempotency-Key has a length and a form like any other parameter.
    parameters: id || query || writes || operation['x-pagination'] === 'cursor',
    cursor: operation['x-pagination'] === 'cursor',
    id,
    secured,
    bootstrap: operation.security.some((scheme) => 'bootstrapToken' in scheme),
    limited: secured,
    writes,
    removes: method === 'delete',
    creates: method === 'put',
    conditional: operation['x-conditional'] === true,
    live: operation.operationId === 'ops.live',
    store:
      operation['x-transaction'] !== 'none' || secured || operation.operationId === 'ops.ready',
  }
}

/**
 * The codes that follow from an operation's traits. A PUT creates what its path names, so it has no 404;
 * a DELETE answers 204 for what is absent. A POST that only reads has nothing to keep for a retry.
 */
const rules: readonly [applies: (traits: Traits) => boolean, codes: readonly string[]][] = [
  [(t) => t.body, ['malformed_json', 'payload_too_large', 'unsupported_media_type']],
  [(t) => t.body, ['validation_failed', 'unknown_field']],
  [(t) => t.parameters, ['validation_failed', 'unknown_field']],
  [(t) => t.cursor, ['invalid_cursor']],
  [(t) => t.id && !t.removes && !t.creates, ['not_found']],
  [(t) => t.secured, ['missing_api_key']],
  [(t) => t.secured && !t.bootstrap, ['invalid_api_key', 'revoked_api_key', 'expired_api_key']],
  [(t) => t.bootstrap, ['invalid_bootstrap_token']],
  [(t) => t.secured, ['insufficient_scope']],
  [(t) => t.writes, ['idempotency_in_progress', 'idempotency_mismatch']],
  [(t) => t.conditional, ['precondition_failed']],
  [(t) => t.limited, ['rate_limited']],
  [(t) => !t.live, ['internal_error']],
  [(t) => t.store, ['store_unavailable', 'not_ready']],
]

/** Every error code that the rules require of an operation with these traits, sorted. */
export function requiredCodes(traits: Traits): string[] {
  const codes = new Set(rules.filter(([applies]) => applies(traits)).flatMap(([, list]) => list))
  return [...codes].sort()
}
