import { existsSync, renameSync, rmSync } from 'node:fs'
import { systemClock } from './clock.ts'
import { CoxswainError } from './coxswain-error.ts'
import { createEventCatalogue } from './event-catalogue.ts'
import { migrationSets } from './migration-sets.ts'
import type { Module } from './module.ts'
import { builtInModules } from './modules/index.ts'
import { openStore } from './open-store.ts'
import { changeEpochs } from './store/change-epochs.ts'
import { type CopiedTable, type CopyStep, copyStore } from './store/copy/copy-store.ts'
import type { Store } from './store/database.ts'
import { readMigrations } from './store/migrator.ts'
import { backUpSqlite } from './store/sqlite/index.ts'
import { systemTimers } from './timers.ts'

export interface CopyDatabaseOptions {
  /** Where the rows are. No server may write there meanwhile. */
  readonly from: string
  /** Where they go: an empty database, or one that holds the beginning of the same copy. */
  readonly to: string
  /** Modules besides the built-in ones. */
  readonly modules?: readonly Module[] | undefined
  readonly onProgress?: ((step: CopyStep) => void) | undefined
}

/** Copies one database into another of whatever kind, and compares them. Says what it copied. */
export async function copyDatabase(options: CopyDatabaseOptions): Promise<readonly CopiedTable[]> {
  const { from, to, modules = [], onProgress } = options
  const builtIn = builtInModules({ clock: systemClock, timers: systemTimers })
  const sets = migrationSets([...builtIn, ...modules])
  return withStore(from, (source) =>
    withStore(to, (target) => copyStore({ from: source, to: target, sets, onProgress })),
  )
}

/** Writes a SQLite database as it is now into a new file, also while a server uses it. */
export function backUpDatabase(options: {
  readonly database: string
  readonly file: string
}): void {
  backUpSqlite(fileOf(options.database), options.file)
}

export interface RestoreOptions {
  /** SQLite: where the database shall be; nothing may be there. PostgreSQL: the one that was restored. */
  readonly database: string
  /** The backup of a SQLite database. PostgreSQL has programs of its own for bringing one back. */
  readonly from?: string | undefined
}

/**
 * Brings a backup back as a database that knows that it is one: every log begins a new epoch, so that
 * streams and relays which know of later events start again, and nobody is told another history under
 * the old cursors. Resolves to the number of orgs.
 */
export async function restoreDatabase({ database, from }: RestoreOptions): Promise<number> {
  if (from === undefined) return withStore(database, restored)
  const path = fileOf(database)
  if (existsSync(path)) {
    throw new CoxswainError('store_unavailable', {
      detail: `${path} is there already: move it away first`,
    })
  }
  // Under its own name it appears only when it is complete.
  const unfinished = `${path}.restoring`
  rmSync(unfinished, { force: true })
  backUpSqlite(from, unfinished)
  const orgs = await withStore(`sqlite:${unfinished}`, restored)
  renameSync(unfinished, path)
  rmSync(`${unfinished}.lock`, { force: true })
  return orgs
}

async function restored(store: Store): Promise<number> {
  if ((await readMigrations(store)).length > 0) return changeEpochs(store)
  throw new CoxswainError('store_unavailable', {
    detail: 'this is no database of Coxswain: nothing was ever migrated in it',
  })
}

function fileOf(database: string): string {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(database)?.[1]
  if (path !== undefined && path !== ':memory:') return path
  throw new TypeError('this needs a SQLite file: `sqlite:<file>`')
}

async function withStore<T>(database: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({
    database,
    clock: systemClock,
    catalogue: createEventCatalogue([]),
    hooks: {},
    synchronous: 'FULL',
    strict: false,
  })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
