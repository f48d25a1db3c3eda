import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { QueryCreator } from 'kysely'
import type { Clock } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { SchemaConnection, Store, StoreCapabilities } from '../database.ts'
import { EventBuffer, type EventCatalogue } from '../event-log.ts'
import type { Gate, Queries } from '../queries.ts'
import type { StoreHooks } from '../store-hooks.ts'
import { StoreLockedError } from '../store-locked-error.ts'
import type { ReadUnit, UnitScope, WriteScope, WriteUnit } from '../unit-of-work.ts'
import { SqliteConnection } from './connection.ts'
import { type FileLock, lockFile } from './file-lock.ts'
import { sqliteFullText } from './full-text.ts'
import { listSqliteTables } from './list-tables.ts'
import { SqliteReaders } from './readers.ts'
import { Turns } from './turns.ts'
import { SqliteWriter } from './writer.ts'

export interface SqliteStoreOptions {
  /** A file, or `:memory:`. The folder is made when it is missing. */
  readonly path: string
  readonly clock: Clock
  readonly catalogue: EventCatalogue
  readonly hooks?: StoreHooks | undefined
  /**
   * `FULL` (default): an acknowledged write survives a power cut. `NORMAL`: it survives a crash of
   * the process, but the last commits before a power cut may be lost; about three times as fast
   * for one writer at a time.
   */
  readonly synchronous?: 'FULL' | 'NORMAL' | undefined
  /** Fail units that wait for anything but the database. Default: outside of production. */
  readonly strict?: boolean | undefined
  /** Units per COMMIT, default 32: beyond it a batch only gets slower to answer. */
  readonly batchSize?: number | undefined
  /**
   * Units that may wait for their turn, default 1,000: a fraction of a second of work. More are
   * refused with `store_unavailable`, since each holds its request in memory.
   */
  readonly maxQueued?: number | undefined
  /** Read-only connections, default 2: SQLite runs in this thread, so more are of no use. */
  readonly readers?: number | undefined
}

const capabilities: StoreCapabilities = {
  manyProcesses: false,
  listTables: listSqliteTables,
  fullText: sqliteFullText,
}
const unitLimitMs = 5000
const { matches } = sqliteFullText
const tolerableAheadMs = 60_000

/** Opens a SQLite database as a store. Throws `StoreLockedError` when another process has it. */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const { path, synchronous = 'FULL', batchSize = 32, maxQueued = 1000 } = options
  const strict = options.strict ?? process.env['NODE_ENV'] !== 'production'
  const turns = new Turns({ strict, limitMs: unitLimitMs })
  const inMemory = path === ':memory:'
  if (!inMemory) mkdirSync(dirname(path), { recursive: true })
  let lock: FileLock | null = null
  let connection: SqliteConnection | null = null
  try {
    lock = inMemory ? null : lockFile(path, realPath(path))
    connection = new SqliteConnection(path, { readOnly: false, synchronous })
    const writer = new SqliteWriter(connection, {
      turns,
      batchSize,
      maxQueued,
      onBatch: options.hooks?.onBatch,
    })
    const readers = inMemory ? null : openReaders(path, options.readers ?? 2, turns)
    return new SqliteStore(options, connection, writer, readers, lock)
  } catch (error) {
    connection?.close()
    lock?.release()
    if (error instanceof StoreLockedError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const detail = `the database ${path} can not be opened: ${reason}`
    throw new CoxswainError('store_unavailable', { detail, cause: error })
  }
}

/** One file has one lock, by whatever links it is reached. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

function openReaders(path: string, count: number, turns: Turns): SqliteReaders {
  const connections = Array.from(
    { length: count },
    () => new SqliteConnection(path, { readOnly: true, synchronous: 'FULL' }),
  )
  return new SqliteReaders(connections, turns)
}

class SqliteStore implements Store {
  readonly capabilities = capabilities
  readonly #options: SqliteStoreOptions
  readonly #connection: SqliteConnection
  readonly #writer: SqliteWriter
  readonly #readers: SqliteReaders | null
  readonly #lock: FileLock | null

  constructor(
    options: SqliteStoreOptions,
    connection: SqliteConnection,
    writer: SqliteWriter,
    readers: SqliteReaders | null,
    lock: FileLock | null,
  ) {
    this.#options = options
    this.#connection = connection
    this.#writer = writer
    this.#readers = readers
    this.#lock = lock
  }

  read<T>(scope: UnitScope, work: (unit: ReadUnit) => Promise<T>): Promise<T> {
    const unit = (queries: Queries) => work(readUnit(scope, queries))
    const onStatement = this.#onStatement(scope)
    if (this.#readers !== null) return this.#readers.run(unit, onStatement)
    // A database in memory has one connection; there a read takes its turn among the writes.
    return this.#writer.read(unit, { onStatement })
  }

  write<T>(scope: WriteScope, work: (unit: WriteUnit) => Promise<T>): Promise<T> {
    const { clock, catalogue, hooks } = this.#options
    let committed = () => {}
    return this.#writer.write(
      async (queries) => {
        const events = new EventBuffer(scope, catalogue)
        const unit = writeUnit(scope, queries, events)
        const result = await work(unit)
        const now = clock.now(scope.orgId)
        const logged = await events.flush(unit, now)
        const aheadMs = (logged[0]?.timestamp ?? now) - now
        if (aheadMs > tolerableAheadMs) hooks?.onLogAhead?.(scope, aheadMs)
        hooks?.beforeCommit?.(scope)
        committed = () => hooks?.onCommitted?.(scope, logged)
        return result
      },
      { committed: () => committed(), onStatement: this.#onStatement(scope) },
    )
  }

  schema<T>(work: (connection: SchemaConnection) => Promise<T>): Promise<T> {
    return this.#writer.write(() =>
      work({
        execute: async (statement, parameters) => this.#connection.all(statement, parameters),
      }),
    )
  }

  #onStatement(scope: UnitScope): Gate['onStatement'] {
    const beforeStatement = this.#options.hooks?.beforeStatement
    return beforeStatement && ((sql) => beforeStatement(scope, sql))
  }

  ping(): Promise<void> {
    return this.#writer.write(async () => undefined)
  }

  async close(): Promise<void> {
    // The writer goes last: SQLite then folds its log into the file and removes it.
    await this.#readers?.close()
    await this.#writer.close()
    this.#lock?.release()
  }
}

function readUnit({ orgId }: UnitScope, { tables, run }: Queries): ReadUnit {
  return { orgId, run, matches, tables: <Tables>() => tables as QueryCreator<Tables> }
}

function writeUnit(
  { orgId }: WriteScope,
  { tables, run }: Queries,
  events: EventBuffer,
): WriteUnit {
  return {
    orgId,
    events,
    run,
    matches,
    tables: <Tables>() => tables as QueryCreator<Tables>,
    // No other unit writes while this one does, in any process.
    tryLock: async () => true,
  }
}
