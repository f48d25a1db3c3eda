import type { SchemaConnection, SchemaValue, Store } from '../database.ts'
import type { TableShape } from '../table-shape.ts'

/** Rows per statement. */
export const pageSize = 500

/** A row's values, in the order of the table's columns. */
export type TableRow = readonly SchemaValue[]
/** The values of a row's primary key. */
export type TableKey = readonly SchemaValue[]

/** The next rows of a table in the order of its key; all of them when there are fewer than `pageSize`. */
export async function readPage(
  store: Store,
  { name, columns, key }: TableShape,
  after: TableKey | null,
): Promise<TableRow[]> {
  const keys = key.map(quoted).join(', ')
  const beyond = after === null ? '' : ` WHERE (${keys}) > (${places(key.length)})`
  const rows = await store.schema((connection) =>
    connection.execute(
      `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(name)}${beyond} ORDER BY ${keys} LIMIT ${pageSize}`,
      after ?? [],
    ),
  )
  return rows.map((row) => columns.map((column) => row[column] as SchemaValue))
}

export async function insertPage(
  connection: SchemaConnection,
  { name, columns }: TableShape,
  rows: readonly TableRow[],
): Promise<void> {
  if (rows.length === 0) return
  const names = columns.map(quoted).join(', ')
  const row = `(${places(columns.length)})`
  await connection.execute(
    `INSERT INTO ${quoted(name)} (${names}) VALUES ${rows.map(() => row).join(', ')}`,
    rows.flat(),
  )
}

export async function countRows(store: Store, { name }: TableShape): Promise<number> {
  const [row] = await store.schema((connection) =>
    connection.execute(`SELECT COUNT(*) AS count FROM ${quoted(name)}`),
  )
  return Number(row?.['count'] ?? 0)
}

export function keyOf({ columns, key }: TableShape, row: TableRow): TableKey {
  return key.map((column) => row[columns.indexOf(column)] as SchemaValue)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function places(count: number): string {
  return Array(count).fill('?').join(', ')
}
