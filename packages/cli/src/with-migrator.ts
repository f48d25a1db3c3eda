import { existsSync } from 'node:fs'
import { type Migrator, openMigrator, StoreLockedError } from '@coxswain/server'
import { CliError } from './cli-error.ts'
import { keptDatabaseOf } from './options.ts'
import type { Terminal } from './terminal.ts'

export interface MigrateOptions {
  readonly database?: string
  readonly json?: true
}

/** Whether a database that is not there yet may be made. */
export type Missing = 'create' | 'refuse'

/** Opens the migrator of the database, which no server may hold meanwhile. */
export async function withMigrator<Result>(
  options: MigrateOptions,
  missing: Missing,
  terminal: Terminal,
  work: (migrator: Migrator) => Promise<Result>,
): Promise<Result> {
  const { url, file } = keptDatabaseOf(options.database, terminal)
  if (missing === 'refuse' && file !== undefined && !existsSync(file)) {
    throw new CliError(`There is no database at ${file}.`, {
      hint: 'coxswain migrate up makes it.',
    })
  }
  const migrator = await open(url)
  try {
    return await work(migrator)
  } finally {
    await migrator.close()
  }
}

async function open(database: string): Promise<Migrator> {
  try {
    return await openMigrator({ database })
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error
    throw new CliError(`A server is using ${error.path}.`, {
      hint: 'Stop it first: the schema changes only while no server holds the database.',
      cause: error,
    })
  }
}
