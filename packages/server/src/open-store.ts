import type { Clock } from './clock.ts'
import { CoxswainError } from './coxswain-error.ts'
import type { Store } from './store/database.ts'
import type { EventCatalogue } from './store/event-log.ts'
import { createPostgresStore, openPool } from './store/postgres/index.ts'
import { createSqliteStore } from './store/sqlite/index.ts'
import type { StoreHooks } from './store/store-hooks.ts'

export interface OpenStoreOptions {
  /** `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. */
  readonly database: string
  readonly clock: Clock
  readonly catalogue: EventCatalogue
  readonly hooks: StoreHooks
  readonly synchronous: 'FULL' | 'NORMAL' | undefined
  readonly strict: boolean
  readonly maxQueued?: number | undefined
  readonly pool?: DatabasePool | undefined
}

/** How a database with connections of its own is used. */
export interface DatabasePool {
  /** Connections of this process. Default: 20. One org uses a quarter of them at most. */
  readonly size?: number | undefined
  /** How long a request waits for its org's turn, and then for a connection, in ms. Default: 5,000. */
  readonly waitMs?: number | undefined
  /** How long one statement may take, in ms. Default: 10,000. */
  readonly statementMs?: number | undefined
  /** How long a statement waits for a row that another one holds, in ms. Default: 5,000. */
  readonly lockMs?: number | undefined
}

/** Opens the database that a URL names. */
export async function openStore({ database, ...options }: OpenStoreOptions): Promise<Store> {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(database)?.[1]
  if (path !== undefined) return createSqliteStore({ ...options, path })
  if (/^postgres(?:ql)?:\/\//.test(database)) return openPostgres(database, options)
  const scheme = /^[a-z]*/.exec(database)?.[0]
  throw new TypeError(
    `database must be \`sqlite:<file>\`, \`sqlite::memory:\` or \`postgres://<user>@<host>/<name>\`, not one of the kind \`${scheme}\``,
  )
}

async function openPostgres(url: string, options: Omit<OpenStoreOptions, 'database'>) {
  const { size = 20, waitMs = 5000, statementMs = 10_000, lockMs = 5000 } = options.pool ?? {}
  const pool = await openPool({ url, size, waitMs, statementMs, lockMs })
  const store = createPostgresStore({ ...options, pool, poolSize: size, waitMs })
  try {
    await store.ping()
    return store
  } catch (error) {
    await store.close()
    // The URL may hold a password, so it is not told.
    const reason = reasonOf(error)
    throw new CoxswainError('store_unavailable', {
      detail: `the PostgreSQL database can not be used: ${reason}`,
      cause: error,
    })
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof CoxswainError ? (error.cause ?? error) : error
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause)
}
