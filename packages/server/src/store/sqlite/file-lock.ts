import { DatabaseSync } from 'node:sqlite'
import { StoreLockedError } from '../store-locked-error.ts'

export interface FileLock {
  release(): void
}

/**
 * Holds `<path>.lock` by a transaction that stays open. The system ends it with the process, also
 * with one that is killed, so no stale lock can exist.
 */
export function lockFile(path: string): FileLock {
  const side = new DatabaseSync(`${path}.lock`)
  try {
    side.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    side.close()
    throw new StoreLockedError(path, { cause: error })
  }
  return {
    release() {
      if (!side.isOpen) return
      side.exec('ROLLBACK')
      side.close()
    },
  }
}
