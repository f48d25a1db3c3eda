import { systemClock } from './clock.ts'
import { createEventCatalogue } from './event-catalogue.ts'
import { migrationSets } from './migration-sets.ts'
import type { Module } from './module.ts'
import { builtInModules } from './modules/index.ts'
import { openStore } from './open-store.ts'
import {
  type AppliedMigration,
  migrateDown,
  migrateUp,
  readMigrations,
  spell,
} from './store/migrator.ts'
import { systemTimers } from './timers.ts'

export interface MigratorOptions {
  /** As for `createServer`. Opening a file takes the same lock, so no server may hold it. */
  readonly database: string
  /** Modules besides the built-in ones. */
  readonly modules?: readonly Module[] | undefined
}

/** One migration that this version knows. */
export interface MigrationStatus {
  readonly module: string
  readonly number: number
  readonly name: string
  readonly applied: boolean
  /** Milliseconds since 1970; `null` when it is not applied. */
  readonly appliedAt: number | null
  /** The statements in each direction, as this database spells them. */
  readonly up: readonly string[]
  readonly down: readonly string[]
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

/** Rejects with `StoreLockedError` when a server holds the database. */
export async function openMigrator(options: MigratorOptions): Promise<Migrator> {
  const { database, modules = [] } = options
  const sets = migrationSets([
    ...builtInModules({ clock: systemClock, timers: systemTimers }),
    ...modules,
  ])
  const store = await openStore({
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
        migrations.map(({ number, name, up, down }) => {
          const row = applied.find((one) => one.module === module && one.number === number)
          const appliedAt = row?.appliedAt ?? null
          const applying = { applied: row !== undefined, appliedAt }
          const steps = { up: spell(store, up), down: spell(store, down) }
          return { module, number, name, ...applying, ...steps }
        }),
      )
    },
    up: () => migrateUp(store, sets),
    async down(module, target) {
      const set = sets.find((one) => one.module === module)
      if (set === undefined) throw new TypeError(`there is no module called ${module}`)
      return migrateDown(store, set, target)
    },
    close: () => store.close(),
  }
}
