import { systemClock } from './clock.ts'
import { createEventCatalogue } from './event-catalogue.ts'
import { migrationSets } from './migration-sets.ts'
import type { Module } from './module.ts'
import { builtInModules } from './modules/index.ts'
import { openStore } from './open-store.ts'
import { type AppliedMigration, migrateDown, migrateUp, readMigrations } from './store/migrator.ts'

export interface MigratorOptions {
  /** As for `createServer`. Opening it takes the same lock, so no server may hold it. */
  readonly database: string
  /** Modules besides the built-in ones. */
  readonly modules?: readonly Module[] | undefined
}

/** One migration that this version knows. */
export interface MigrationStatus {
  readonly module: string
  readonly number: number
  readonly name: string
  /** Milliseconds since 1970; `null` when it is not applied. */
  readonly appliedAt: number | null
}

/** Changes the schema of a database that no server holds. */
export interface Migrator {
  status(): Promise<readonly MigrationStatus[]>
  /** Applies all that is missing. */
  up(): Promise<readonly AppliedMigration[]>
  /** Takes one module back to a number; 0 removes its tables and what is in them. */
  down(module: string, target: number): Promise<readonly AppliedMigration[]>
  close(): Promise<void>
}

/** Throws `StoreLockedError` when a server holds the database. */
export function openMigrator({ database, modules = [] }: MigratorOptions): Migrator {
  const sets = migrationSets([...builtInModules(systemClock), ...modules])
  const store = openStore({
    database,
    clock: systemClock,
    catalogue: createEventCatalogue([]),
    hooks: {},
    synchronous: 'FULL',
    strict: false,
  })
  return {
    async status() {
      const applied = await readMigrations(store)
      return sets.flatMap(({ module, migrations }) =>
        migrations.map(({ number, name }) => {
          const row = applied.find((one) => one.module === module && one.number === number)
          return { module, number, name, appliedAt: row?.appliedAt ?? null }
        }),
      )
    },
    up: () => migrateUp(store, sets),
    down(module, target) {
      const set = sets.find((one) => one.module === module)
      if (set === undefined) throw new TypeError(`there is no module called ${module}`)
      return migrateDown(store, set, target)
    },
    close: () => store.close(),
  }
}
