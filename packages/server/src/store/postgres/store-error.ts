import { CoxswainError } from '../../coxswain-error.ts'

/**
 * SQLSTATEs, or their classes, that mean the database can't serve now, rather than that a statement
 * is wrong: 08 connection, 53 resources, 57 operator, 58 system, XX internal; 25006 a primary that
 * became a standby, 55P03 a lock that was not to be had in time.
 */
const unavailable = /^(?:08|53|57|58|XX|25006$|55P03$)/
/** A standby in a unit for reading would be a mistake in the unit's code. */
const readOnlyTransaction = '25006'
/** Another transaction was in the way, and this one has done nothing: serialization failure, deadlock. */
const conflicts: ReadonlySet<unknown> = new Set(['40001', '40P01'])
const network: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
])

/** What a unit may do on its connection. */
export type Access = 'read' | 'write'

/** What the driver threw, in the kernel's words where the database is to blame. */
export function storeError(error: unknown, access: Access): unknown {
  if (!(error instanceof Error) || !isUnavailable(error, access)) return error
  return new CoxswainError('store_unavailable', { cause: error, retryAfter: 1 })
}

/** Whether the same unit may succeed when it is run again. */
export function isConflict(error: unknown): boolean {
  return conflicts.has(codeOf(error))
}

function isUnavailable(error: Error, access: Access): boolean {
  const code = codeOf(error)
  if (code === readOnlyTransaction) return access === 'write'
  if (typeof code === 'string') return unavailable.test(code) || network.has(code)
  // The driver has no codes of its own for these.
  return /connection terminated|timeout exceeded|client has encountered a connection error|not queryable/i.test(
    error.message,
  )
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
