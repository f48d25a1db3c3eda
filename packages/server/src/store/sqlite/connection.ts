import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'
import type { QueryConnection } from '../queries.ts'
import { type Access, storeError } from './store-error.ts'

type Row = Readonly<Record<string, unknown>>

type SqliteValue = string | number | bigint | null | Uint8Array

export interface ConnectionOptions {
  readonly readOnly: boolean
  /** How hard COMMIT tries: FULL survives a power cut, NORMAL may lose the last commits to one. */
  readonly synchronous: 'FULL' | 'NORMAL'
}

interface Prepared {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

/** Prepared statements to keep per connection; generated SQL has few distinct texts. */
const maxStatements = 500

/** One connection of `node:sqlite` in the shape that kysely executes on. */
export class SqliteConnection implements QueryConnection {
  readonly database: DatabaseSync
  readonly #access: Access
  readonly #statements = new Map<string, Prepared>()

  constructor(path: string, { readOnly, synchronous }: ConnectionOptions) {
    this.#access = readOnly ? 'read' : 'write'
    this.database = new DatabaseSync(path, { readOnly, timeout: 5000 })
    this.database.exec('PRAGMA foreign_keys = ON')
    if (!readOnly) this.database.exec('PRAGMA journal_mode = WAL')
    this.database.exec(`PRAGMA synchronous = ${synchronous}`)
    // What a savepoint would take back is noted in memory; by default it goes through a file.
    this.database.exec('PRAGMA temp_store = MEMORY')
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#execute(sql, parameters) as QueryResult<Row>
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new TypeError('no iterator may live across an await: page through the rows instead')
  }

  /** Runs a statement without parameters or rows: the transaction's own. */
  run(statement: string): void {
    try {
      this.#prepare(statement).statement.run()
    } catch (error) {
      throw storeError(error, this.#access)
    }
  }

  all(statement: string, parameters: readonly unknown[] = []): readonly Row[] {
    return this.#execute(statement, parameters).rows
  }

  /** How many rows were ever written, taken back or not. */
  changes(): unknown {
    return this.all('SELECT total_changes() AS changes')[0]?.['changes']
  }

  close(): void {
    this.#statements.clear()
    if (this.database.isOpen) this.database.close()
  }

  #execute(sql: string, parameters: readonly unknown[]): QueryResult<Row> {
    const values = parameters as readonly SqliteValue[]
    try {
      const { statement, returnsRows } = this.#prepare(sql)
      if (returnsRows) return { rows: statement.all(...values) }
      return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) }
    } catch (error) {
      throw storeError(error, this.#access)
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    if (this.#statements.size === maxStatements) this.#statements.clear()
    const statement = this.database.prepare(sql)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    this.#statements.set(sql, prepared)
    return prepared
  }
}
