import { CoxswainError } from '../../coxswain-error.ts'
import type { SchemaConnection, Store } from '../database.ts'
import type { TableKey } from './table-page.ts'

/** Stands in the target for as long as its copy is not finished; no server takes the database then. */
export const progressTable = 'coxswain_copy'

const create = `CREATE TABLE ${progressTable} (
  source TEXT NOT NULL,
  table_name TEXT NOT NULL,
  position TEXT,
  rows BIGINT NOT NULL,
  PRIMARY KEY (table_name)
)`

export interface TableProgress {
  /** The key of the last row that is there; `null` before the first. */
  readonly position: TableKey | null
  readonly rows: number
}

/** How far a copy has come. It is kept in the target, in the transactions that bring the rows. */
export class CopyProgress {
  readonly #source: string
  readonly #tables: Map<string, TableProgress>

  private constructor(source: string, tables: Map<string, TableProgress>) {
    this.#source = source
    this.#tables = tables
  }

  static async begin(target: Store, source: string): Promise<CopyProgress> {
    await target.schema((connection) => connection.execute(create))
    return new CopyProgress(source, new Map())
  }

  /** Goes on with a copy of the same source. */
  static async resume(target: Store, source: string): Promise<CopyProgress> {
    const rows = await target.schema((connection) =>
      connection.execute(`SELECT source, table_name, position, rows FROM ${progressTable}`),
    )
    if (rows.some((row) => row['source'] !== source)) {
      throw new CoxswainError('internal_error', {
        detail: 'the target holds half of a copy of another database: empty it first',
      })
    }
    const tables = rows.map((row): [string, TableProgress] => [
      String(row['table_name']),
      { position: JSON.parse(String(row['position'])) as TableKey, rows: Number(row['rows']) },
    ])
    return new CopyProgress(source, new Map(tables))
  }

  of(table: string): TableProgress {
    return this.#tables.get(table) ?? { position: null, rows: 0 }
  }

  /** Notes how far a table has come, in the transaction that brought it there. */
  async note(connection: SchemaConnection, table: string, now: TableProgress): Promise<void> {
    await connection.execute(
      `INSERT INTO ${progressTable} (source, table_name, position, rows) VALUES (?, ?, ?, ?)
       ON CONFLICT (table_name) DO UPDATE SET position = excluded.position, rows = excluded.rows`,
      [this.#source, table, JSON.stringify(now.position), now.rows],
    )
    this.#tables.set(table, now)
  }

  async end(target: Store): Promise<void> {
    await target.schema((connection) => connection.execute(`DROP TABLE ${progressTable}`))
  }
}
