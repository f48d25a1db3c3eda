import type { Clock } from './clock.ts'
import type { Store } from './store/database.ts'
import type { EventCatalogue } from './store/event-log.ts'
import { createSqliteStore } from './store/sqlite/index.ts'
import type { StoreHooks } from './store/store-hooks.ts'

export interface OpenStoreOptions {
  /** `sqlite:<file>` or `sqlite::memory:`. */
  readonly database: string
  readonly clock: Clock
  readonly catalogue: EventCatalogue
  readonly hooks: StoreHooks
  readonly synchronous: 'FULL' | 'NORMAL' | undefined
  readonly strict: boolean
  readonly maxQueued?: number | undefined
}

/** Opens the database that a URL names. */
export function openStore({ database, ...options }: OpenStoreOptions): Store {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(database)?.[1]
  if (path !== undefined) return createSqliteStore({ ...options, path })
  throw new TypeError(
    `database must be \`sqlite:<file>\` or \`sqlite::memory:\`, not \`${database}\``,
  )
}
