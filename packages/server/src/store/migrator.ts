import { hash } from 'node:crypto'
import { CoxswainError } from '../coxswain-error.ts'
import { progressTable } from './copy/copy-progress.ts'
import type { SchemaConnection, Store } from './database.ts'

/** One step of a module's schema. Once released it never changes: its checksum is kept. */
export interface Migration {
  /** Counts from 1 within the module, without gaps. */
  readonly number: number
  readonly name: string
  readonly up: readonly MigrationStep[]
  readonly down: readonly MigrationStep[]
}

/** A statement in the SQL that all supported databases share, or what each does in its own way. */
export type MigrationStep =
  | string
  /** Makes rows of the table findable by its column `terms`. Its primary key is `id`. */
  | { readonly createSearch: string }
  | { readonly dropSearch: string }

/** The migrations of one module, in order. */
export interface MigrationSet {
  readonly module: string
  readonly migrations: readonly Migration[]
}

export interface AppliedMigration {
  readonly module: string
  readonly number: number
  readonly name: string
  readonly checksum: string
  /** Milliseconds since 1970. */
  readonly appliedAt: number
}

const createTable = `CREATE TABLE IF NOT EXISTS coxswain_migrations (
  module TEXT NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (module, number)
)`

/** Applies what is missing, all in one transaction under the store's one lock. Returns what it applied. */
export async function migrateUp(
  store: Store,
  sets: readonly MigrationSet[],
): Promise<readonly AppliedMigration[]> {
  for (const set of sets) checkNumbers(set)
  return store.schema(async (connection) => {
    await refuseHalfCopied(store, connection)
    const applied = await readApplied(connection)
    refuseUnknown(applied, sets)
    const done: AppliedMigration[] = []
    for (const { module, migrations } of sets) {
      for (const migration of migrations) {
        const record = recordOf(module, migration)
        const before = applied.find((row) => row.module === module && row.number === record.number)
        if (before !== undefined) refuseChanged(before, record)
        else done.push(await apply(store, connection, record, migration))
      }
    }
    return done
  })
}

/** What was applied to the database, in order of module and number. */
export function readMigrations(store: Store): Promise<readonly AppliedMigration[]> {
  return store.schema(readApplied)
}

/** Takes a module's schema back to `target` (0 removes it all). Returns what it undid. */
export async function migrateDown(
  store: Store,
  { module, migrations }: MigrationSet,
  target: number,
): Promise<readonly AppliedMigration[]> {
  return store.schema(async (connection) => {
    const applied = (await readApplied(connection)).filter((row) => row.module === module)
    const undone: AppliedMigration[] = []
    for (const row of applied.toReversed()) {
      if (row.number <= target) break
      const migration = migrations.find(({ number }) => number === row.number)
      if (migration === undefined) throw unknownMigration(row)
      refuseChanged(row, recordOf(module, migration))
      await take(store, connection, migration.down)
      await connection.execute('DELETE FROM coxswain_migrations WHERE module = ? AND number = ?', [
        module,
        row.number,
      ])
      undone.push(row)
    }
    return undone
  })
}

async function apply(
  store: Store,
  connection: SchemaConnection,
  record: AppliedMigration,
  migration: Migration,
): Promise<AppliedMigration> {
  await take(store, connection, migration.up)
  await connection.execute(
    'INSERT INTO coxswain_migrations (module, number, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)',
    [record.module, record.number, record.name, record.checksum, record.appliedAt],
  )
  return record
}

async function take(
  store: Store,
  connection: SchemaConnection,
  steps: readonly MigrationStep[],
): Promise<void> {
  for (const statement of spell(store, steps)) await connection.execute(statement)
}

/** The statements of steps, as one store spells them. */
export function spell(
  { capabilities: { fullText } }: Store,
  steps: readonly MigrationStep[],
): readonly string[] {
  return steps.flatMap((step) => {
    if (typeof step === 'string') return [step]
    if ('createSearch' in step) return fullText.create(step.createSearch)
    return fullText.drop(step.dropSearch)
  })
}

async function readApplied(connection: SchemaConnection): Promise<AppliedMigration[]> {
  await connection.execute(createTable)
  const rows = await connection.execute(
    'SELECT module, number, name, checksum, applied_at FROM coxswain_migrations ORDER BY module, number',
  )
  return rows.map((row) => ({
    module: String(row['module']),
    number: Number(row['number']),
    name: String(row['name']),
    checksum: String(row['checksum']),
    appliedAt: Number(row['applied_at']),
  }))
}

function recordOf(module: string, migration: Migration): AppliedMigration {
  const text = JSON.stringify([migration.up, migration.down])
  const checksum = hash('sha256', text, 'hex')
  const { number, name } = migration
  return { module, number, name, checksum, appliedAt: Date.now() }
}

function checkNumbers({ module, migrations }: MigrationSet): void {
  migrations.forEach(({ number }, index) => {
    if (number === index + 1) return
    throw new TypeError(`migrations of "${module}" must count 1, 2, 3: found ${number}`)
  })
}

function refuseChanged(before: AppliedMigration, now: AppliedMigration): void {
  if (before.checksum === now.checksum) return
  throw new CoxswainError('internal_error', {
    detail: `migration ${now.module}/${now.number} (${now.name}) was changed after it was applied`,
  })
}

function refuseUnknown(applied: readonly AppliedMigration[], sets: readonly MigrationSet[]): void {
  for (const row of applied) {
    const set = sets.find(({ module }) => module === row.module)
    // A module that is not loaded keeps its tables; one that is loaded must know all of its own.
    if (set === undefined) continue
    if (!set.migrations.some(({ number }) => number === row.number)) throw unknownMigration(row)
  }
}

async function refuseHalfCopied(store: Store, connection: SchemaConnection): Promise<void> {
  const tables = await store.capabilities.listTables(connection)
  if (!tables.some(({ name }) => name === progressTable)) return
  throw new CoxswainError('store_unavailable', {
    detail:
      'this database is the target of a copy that is not finished: go on with `coxswain store copy`',
  })
}

function unknownMigration(row: AppliedMigration): CoxswainError {
  return new CoxswainError('internal_error', {
    detail: `the database has migration ${row.module}/${row.number} (${row.name}), which this version does not know: it was written by a newer one`,
  })
}
