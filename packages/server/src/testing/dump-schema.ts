import { DatabaseSync } from 'node:sqlite'

/** A schema as text, the same for the same schema: what stands in it, sorted by name. */
export type DumpSchema = (url: string) => Promise<string>

/** Every statement that SQLite keeps of a schema; what it keeps for itself is left out. */
export const dumpSqliteSchema: DumpSchema = async (url) => {
  const database = new DatabaseSync(url.replace(/^sqlite:/, ''), { readOnly: true })
  try {
    const rows = database
      .prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
      )
      .all()
    return text(rows.map(({ sql }) => String(sql)))
  } finally {
    database.close()
  }
}

const columns = `SELECT format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    coalesce(' COLLATE ' || nullif(co.collname, 'default'), ''), CASE WHEN a.attnotnull THEN ' NOT NULL' END,
    coalesce(' ' || CASE a.attgenerated WHEN 's' THEN 'GENERATED ' ELSE 'DEFAULT ' END || pg_get_expr(d.adbin, d.adrelid), '')) AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_collation co ON co.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace`
const constraints = `SELECT format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid)) AS line
  FROM pg_constraint WHERE connamespace = current_schema()::regnamespace`
const indexes = `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = current_schema()`
const functions = `SELECT pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = current_schema()::regnamespace`
const triggers = `SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal`

/** Columns, constraints, indexes and what else PostgreSQL tells of a schema. */
export const dumpPostgresSchema: DumpSchema = async (url) => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const parts = []
    for (const query of [columns, constraints, indexes, functions, triggers]) {
      const { rows } = await client.query<{ line: string }>(query)
      parts.push(text(rows.map(({ line }) => line)))
    }
    return parts.filter((part) => part !== '').join('\n')
  } finally {
    await client.end()
  }
}

function text(lines: readonly string[]): string {
  return lines
    .toSorted()
    .map((line) => `${line}\n`)
    .join('')
}
