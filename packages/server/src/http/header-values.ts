import { CoxswainError } from '../coxswain-error.ts'
import type { Operation } from '../operation.ts'
import { type IfMatch, parseIfMatch } from './conditions.ts'

/** The headers that change what an operation does. */
export interface HeaderValues {
  readonly idempotencyKey: string | null
  readonly ifMatch: IfMatch
  /** Where a stream's reader stopped; the stream itself judges what it is. */
  readonly lastEventId: string | null
}

const maxLength = 255

/** Reads what the operation accepts; a header that it does not accept is ignored, as HTTP has it. */
export function readHeaders(operation: Operation, headers: Headers): HeaderValues {
  return {
    idempotencyKey: operation.idempotent ? checked(headers, 'idempotency-key') : null,
    ifMatch: operation.conditional ? parseIfMatch(checked(headers, 'if-match')) : null,
    lastEventId: operation.streaming ? headers.get('last-event-id') || null : null,
  }
}

function checked(headers: Headers, name: string): string | null {
  const value = headers.get(name)
  if (value === null) return null
  if (value.length === 0) throw refused(name, 'min_length', 'must have at least 1 character')
  if (value.length > maxLength) {
    throw refused(name, 'max_length', `must have at most ${maxLength} characters`)
  }
  if (!/^[\x20-\x7e]+$/.test(value)) throw refused(name, 'pattern', 'must be printable ASCII')
  return value
}

function refused(name: string, code: string, message: string): CoxswainError {
  return new CoxswainError('validation_failed', {
    detail: `the header \`${name}\` ${message}`,
    errors: [{ pointer: `#/header/${name}`, code, message }],
  })
}
