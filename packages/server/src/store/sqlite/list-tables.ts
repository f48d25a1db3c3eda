import type { SchemaConnection } from '../database.ts'
import type { TableShape } from '../table-shape.ts'

/** Every table that holds rows of its own; what an index keeps in tables of its own is left out. */
export async function listSqliteTables(connection: SchemaConnection): Promise<TableShape[]> {
  const tables = await connection.execute(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
  )
  const shapes: TableShape[] = []
  for (const { name } of tables) {
    const columns = await connection.execute(
      'SELECT name, pk FROM pragma_table_info(?) ORDER BY cid',
      [String(name)],
    )
    const key = columns
      .filter(({ pk }) => Number(pk) > 0)
      .toSorted((one, other) => Number(one['pk']) - Number(other['pk']))
    const names = (rows: typeof columns) => rows.map((column) => String(column['name']))
    shapes.push({ name: String(name), columns: names(columns), key: names(key) })
  }
  return shapes
}
