import { createHmac, timingSafeEqual } from 'node:crypto'
import { CoxswainError } from '../coxswain-error.ts'

/** Where a page ended: the values that the list is ordered by. */
export type Position = readonly (string | number)[]

/** What a cursor is good for; with anything else it is refused. */
export interface CursorScope {
  readonly operation: string
  readonly orgId: string
  /** The query without `limit` and `cursor`. */
  readonly filters: URLSearchParams
}

const lifetimeMs = 24 * 60 * 60 * 1000

/**
 * Opaque cursors: a position, the time, and a MAC over both and over the scope. A cursor of another
 * list, other filters or another org is as broken as one that was changed.
 */
export class Cursors {
  readonly #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  encode(scope: CursorScope, position: Position, now: number): string {
    const text = JSON.stringify([now, ...position])
    return `${Buffer.from(text).toString('base64url')}.${this.#mac(scope, text).toString('base64url')}`
  }

  decode(scope: CursorScope, cursor: string, now: number): Position {
    const [encoded = '', mac = ''] = cursor.split('.')
    const text = Buffer.from(encoded, 'base64url').toString()
    const expected = this.#mac(scope, text)
    const given = Buffer.from(mac, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalidCursor()
    const [issuedAt, ...position] = JSON.parse(text) as [number, ...Position]
    if (now - issuedAt > lifetimeMs) throw invalidCursor()
    return position
  }

  #mac({ operation, orgId, filters }: CursorScope, text: string): Buffer {
    const sorted = new URLSearchParams(filters)
    sorted.delete('limit')
    sorted.delete('cursor')
    sorted.sort()
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([operation, orgId, sorted.toString(), text]))
      .digest()
      .subarray(0, 16)
  }
}

export function invalidCursor(): CoxswainError {
  return new CoxswainError('invalid_cursor', {
    detail: 'this cursor can not be used here: start again without one',
  })
}
