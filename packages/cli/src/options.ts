import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Option } from 'commander'
import { CliError, exitCodes } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

const defaultDatabase = 'sqlite:./data/coxswain.db'

export const jsonOption = () => new Option('--json', 'Print data as JSON')

export const databaseOption = () =>
  new Option(
    '-d, --database <url>',
    `The database (env: COXSWAIN_DATABASE_URL; default: ${defaultDatabase})`,
  )

export const baseUrlOption = () =>
  new Option('-u, --base-url <url>', 'A running server (env: COXSWAIN_BASE_URL)')

export interface Database {
  /** With an absolute path. */
  readonly url: string
  /** The same as it may be shown: without a password. */
  readonly shown: string
  /** The file, or undefined when the database is in memory or a server's. */
  readonly file: string | undefined
}

const inMemory = 'sqlite::memory:'

/** The database that the option, the environment or the default names; its folder is made. */
export function databaseOf(option: string | undefined, terminal: Terminal): Database {
  const url = option ?? (terminal.env.COXSWAIN_DATABASE_URL || defaultDatabase)
  if (url === inMemory) return { url, shown: url, file: undefined }
  if (/^postgres(ql)?:\/\//.test(url)) return { url, shown: withoutPassword(url), file: undefined }
  const path = /^sqlite:(.+)$/.exec(url)?.[1]
  if (path === undefined) {
    throw new CliError('The database must be sqlite:<file> or postgres://<user>@<host>/<name>.', {
      exitCode: exitCodes.usage,
    })
  }
  const file = resolve(terminal.folder, path)
  makeFolder(dirname(file))
  return { url: `sqlite:${file}`, shown: `sqlite:${file}`, file }
}

/** The same for commands whose effect would end with them in memory. */
export function keptDatabaseOf(option: string | undefined, terminal: Terminal): Database {
  const database = databaseOf(option, terminal)
  if (database.url !== inMemory) return database
  throw new CliError('A database in memory ends with the command: name a file.', {
    exitCode: exitCodes.usage,
  })
}

/** The same for what only a SQLite file can do. */
export function sqliteFileOf(option: string | undefined, terminal: Terminal): Database {
  const database = keptDatabaseOf(option, terminal)
  if (database.file !== undefined) return database
  throw new CliError('This is for SQLite; PostgreSQL has programs of its own: pg_dump.', {
    exitCode: exitCodes.usage,
  })
}

function withoutPassword(text: string): string {
  const url = URL.parse(text)
  if (url === null) return 'postgres://…'
  url.password = ''
  url.search = ''
  return url.href
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new CliError(`The folder ${folder} can not be made: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** Gathers an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []) => [...before, value]

export function wholeNumber(text: string, from: number, to: number, what: string): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= from && value <= to) return value
  throw new CliError(`${what} must be a whole number from ${from} to ${to}, and is ${text}.`, {
    exitCode: exitCodes.usage,
  })
}
