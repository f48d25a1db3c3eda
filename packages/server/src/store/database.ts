import type { FullText } from './full-text.ts'
import type { TableShape } from './table-shape.ts'
import type { ReadUnit, UnitScope, WriteScope, WriteUnit } from './unit-of-work.ts'

/** What one database can do and another can't; code asks for the name, never for the product. */
export interface StoreCapabilities {
  /** Several server processes may share the database. */
  readonly manyProcesses: boolean
  /** Describes the tables that hold rows. */
  listTables(connection: SchemaConnection): Promise<readonly TableShape[]>
  /** Finds rows by words. */
  readonly fullText: FullText
}

/**
 * The database, as the kernel sees it. Inside a unit only the unit is in reach: what `read` and
 * `write` hand over has no way back to the store.
 */
export interface Store {
  readonly capabilities: StoreCapabilities
  /** Runs a unit on one snapshot. It can't write, by type and by the connection. */
  read<T>(scope: UnitScope, work: (unit: ReadUnit) => Promise<T>): Promise<T>
  /**
   * Runs a unit that writes. Resolves after COMMIT; rejects after a rollback of this unit alone.
   * The unit's events are flushed as its last statements.
   */
  write<T>(scope: WriteScope, work: (unit: WriteUnit) => Promise<T>): Promise<T>
  /** Runs statements that change the schema, alone and in one transaction. */
  schema<T>(work: (connection: SchemaConnection) => Promise<T>): Promise<T>
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  /** Finishes what is queued, then lets go of the database. */
  close(): Promise<void>
}

/** What a column may hold. */
export type SchemaValue = string | number | null

/** Statements as text; `?` stands for each parameter. */
export interface SchemaConnection {
  execute(
    statement: string,
    parameters?: readonly SchemaValue[],
  ): Promise<readonly Record<string, unknown>[]>
}
