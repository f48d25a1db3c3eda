import { DatabaseSync } from 'node:sqlite'
import { StoreLockedError } from '../store-locked-error.ts'
import { resultCode } from './store-error.ts'

export interface FileLock {
  release(): void
}

const busy = 5

/**
 * Holds `<realPath>.lock` by a transaction that stays open. The system ends it with the process, also
 * with one that is killed, so no stale lock can exist.
 */
export function lockFile(path: string, realPath: string): FileLock {
  const side = new DatabaseSync(`${realPath}.lock`)
  try {
    side.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    side.close()
    if (resultCode(error) !== busy) throw error
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
