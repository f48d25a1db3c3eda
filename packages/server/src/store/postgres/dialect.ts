import { PostgresAdapter, PostgresQueryCompiler } from 'kysely'
import { createQueries } from '../queries.ts'

export const queriesOn = createQueries({
  compiler: new PostgresQueryCompiler(),
  adapter: new PostgresAdapter(),
})

/**
 * A statement of a migration in PostgreSQL's words. Texts are ordered by their bytes, as in SQLite
 * and in cursors, whatever the database's language is; parameters are numbered.
 */
export function postgresStatement(statement: string): string {
  let count = 0
  const numbered = statement.replace(/\?/g, () => {
    count += 1
    return `$${count}`
  })
  if (!/^\s*(?:CREATE|ALTER) TABLE\b/i.test(statement)) return numbered
  return numbered.replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
}
