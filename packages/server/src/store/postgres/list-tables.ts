import type { SchemaConnection } from '../database.ts'
import type { TableShape } from '../table-shape.ts'

const columnsOf = `SELECT table_name, column_name FROM information_schema.columns
  WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
const keysOf = `SELECT key.table_name, key.column_name FROM information_schema.key_column_usage AS key
  JOIN information_schema.table_constraints AS held
    ON held.constraint_schema = key.constraint_schema AND held.constraint_name = key.constraint_name
  WHERE key.table_schema = current_schema() AND held.constraint_type = 'PRIMARY KEY'
  ORDER BY key.table_name, key.ordinal_position`

/** Every table of the schema that the connection uses. */
export async function listPostgresTables(connection: SchemaConnection): Promise<TableShape[]> {
  const columns = byTable(await connection.execute(columnsOf))
  const keys = byTable(await connection.execute(keysOf))
  return [...columns]
    .map(([name, names]) => ({ name, columns: names, key: keys.get(name) ?? [] }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

function byTable(rows: readonly Record<string, unknown>[]): Map<string, string[]> {
  const tables = new Map<string, string[]>()
  for (const { table_name, column_name } of rows) {
    const names = tables.get(String(table_name)) ?? []
    tables.set(String(table_name), [...names, String(column_name)])
  }
  return tables
}
