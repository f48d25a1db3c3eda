import { CoxswainError } from '../../coxswain-error.ts'

/**
 * Primary result codes that mean the database can't serve now, rather than that a statement is
 * wrong: BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
 */
const unavailable = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26])
const readOnly = 8

/** What a unit may do on its connection. */
export type Access = 'read' | 'write'

export function storeError(error: unknown, access: Access): unknown {
  const code = resultCode(error)
  if (code === null || !unavailable.has(code & 0xff)) return error
  // A unit for reading that writes is a mistake in its code, which no retry mends.
  if (access === 'read' && (code & 0xff) === readOnly) return error
  return new CoxswainError('store_unavailable', { cause: error })
}

/** SQLite's extended result code; `null` for an error of another kind. */
export function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}
