import { createHash } from 'node:crypto'
import { CoxswainError } from '../../coxswain-error.ts'
import type { Store } from '../database.ts'
import { type AppliedMigration, type MigrationSet, migrateUp, readMigrations } from '../migrator.ts'
import type { TableShape } from '../table-shape.ts'
import { CopyProgress, progressTable } from './copy-progress.ts'
import { digestTable } from './digest-table.ts'
import { countRows, insertPage, keyOf, pageSize, readPage } from './table-page.ts'

export interface CopyOptions {
  readonly from: Store
  readonly to: Store
  readonly sets: readonly MigrationSet[]
  /** Told after every page. */
  readonly onProgress?: ((step: CopyStep) => void) | undefined
}

export interface CopyStep {
  readonly doing: 'copying' | 'verifying'
  readonly table: string
  readonly rows: number
  /** Rows that the table has in the source. */
  readonly total: number
}

export interface CopiedTable {
  readonly table: string
  readonly rows: number
  /** SHA-256 of its rows, the same in both databases. */
  readonly hash: string
}

/** Tables that are not content: what was applied to this database, and how far a copy of it is. */
const ownTables = /^coxswain_/

/**
 * Copies every row into a database that is empty, or that holds the first part of the same copy, and
 * then compares both, table by table. Nobody may write the source meanwhile: that would show as a
 * difference.
 */
export async function copyStore(options: CopyOptions): Promise<CopiedTable[]> {
  const { from, to, onProgress = () => {} } = options
  const progress = await prepareTarget(options)
  const tables = await contentTables(from)
  for (const table of tables) await copyTable(options, table, progress)
  const copied: CopiedTable[] = []
  for (const table of tables) {
    const here = await digestTable(from, table)
    const there = await digestTable(to, table)
    if (here.rows !== there.rows || here.hash !== there.hash) throw differs(table, here, there)
    onProgress({ doing: 'verifying', table: table.name, rows: there.rows, total: here.rows })
    copied.push({ table: table.name, rows: here.rows, hash: here.hash })
  }
  await progress.end(to)
  return copied
}

async function prepareTarget({ from, to, sets }: CopyOptions): Promise<CopyProgress> {
  await refuseBehind(from, sets)
  const source = await identify(from)
  const names = (await listTables(to)).map(({ name }) => name)
  if (names.includes(progressTable)) {
    await refuseOtherSchema(from, to)
    return CopyProgress.resume(to, source)
  }
  await migrateUp(to, sets)
  await refuseOtherSchema(from, to)
  for (const table of await contentTables(to)) {
    const rows = await countRows(to, table)
    if (rows === 0) continue
    throw new CoxswainError('internal_error', {
      detail: `the target is not empty: its table ${table.name} has ${rows} rows. Copy into a database that has none`,
    })
  }
  return CopyProgress.begin(to, source)
}

async function copyTable(
  { from, to, onProgress = () => {} }: CopyOptions,
  table: TableShape,
  progress: CopyProgress,
): Promise<void> {
  const total = await countRows(from, table)
  let { position, rows } = progress.of(table.name)
  for (;;) {
    const page = await readPage(from, table, position)
    const last = page.at(-1)
    if (last === undefined) return
    position = keyOf(table, last)
    rows += page.length
    const now = { position, rows }
    await to.schema(async (connection) => {
      await insertPage(connection, table, page)
      await progress.note(connection, table.name, now)
    })
    onProgress({ doing: 'copying', table: table.name, rows, total })
    if (page.length < pageSize) return
  }
}

/** The target gets every migration that is known, so the source must have had them too. */
async function refuseBehind(from: Store, sets: readonly MigrationSet[]): Promise<void> {
  const source = applied(await readMigrations(from))
  const known = sets.flatMap(({ module, migrations }) =>
    migrations.map(({ number }) => `${module}/${number}`),
  )
  const missing = known.find((name) => !source.has(name))
  if (missing === undefined) return
  throw new CoxswainError('internal_error', {
    detail: `the source lacks the migration ${missing}: run \`coxswain migrate up\` on it first`,
  })
}

/** Both must have had the same migrations: a row of one is then a row of the other. */
async function refuseOtherSchema(from: Store, to: Store): Promise<void> {
  const source = applied(await readMigrations(from))
  const target = applied(await readMigrations(to))
  for (const [name, checksum] of source) {
    if (target.get(name) === checksum && target.size === source.size) continue
    throw new CoxswainError('internal_error', {
      detail: `source and target do not have the same migrations: they differ in ${name}`,
    })
  }
}

function applied(migrations: readonly AppliedMigration[]): Map<string, string> {
  return new Map(
    migrations.map(({ module, number, checksum }) => [`${module}/${number}`, checksum]),
  )
}

/** What tells one database from another: the secrets that it made for itself. */
async function identify(store: Store): Promise<string> {
  const secrets = await store.schema((connection) =>
    connection.execute('SELECT name, value FROM kernel_secrets ORDER BY name'),
  )
  return createHash('sha256').update(JSON.stringify(secrets)).digest('hex')
}

async function contentTables(store: Store): Promise<TableShape[]> {
  return (await listTables(store)).filter(({ name }) => !ownTables.test(name))
}

async function listTables(store: Store): Promise<readonly TableShape[]> {
  return store.schema((connection) => store.capabilities.listTables(connection))
}

function differs(
  { name }: TableShape,
  here: { rows: number },
  there: { rows: number },
): CoxswainError {
  return new CoxswainError('internal_error', {
    detail: `the table ${name} is not the same in both: ${here.rows} rows in the source, ${there.rows} in the target. Was the source written meanwhile? Empty the target and copy again`,
  })
}
