import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CoxswainError } from '../../coxswain-error.ts'

/**
 * Writes a copy of a database as it is at this moment into a file that is not there yet. A server may
 * be writing to it meanwhile. What `VACUUM INTO` has written is on the disk when it returns.
 */
export function backUpSqlite(path: string, file: string): void {
  if (!existsSync(path)) {
    throw new CoxswainError('store_unavailable', { detail: `there is no database at ${path}` })
  }
  if (existsSync(file)) {
    throw new CoxswainError('store_unavailable', {
      detail: `${file} is there already: nothing was overwritten`,
    })
  }
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
    try {
      database.prepare('VACUUM INTO ?').run(file)
    } finally {
      database.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CoxswainError('store_unavailable', {
      detail: `${path} can not be copied to ${file}: ${reason}`,
      cause: error,
    })
  }
}
