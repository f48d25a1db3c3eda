import { sql } from 'kysely'
import type { FullText } from '../full-text.ts'

/**
 * A GIN index of a tsvector whose lexemes are the terms as they stand: no parser and no dictionary
 * touches them, so the language of the database does not matter.
 */
export const postgresFullText: FullText = {
  create: (table) => [`CREATE INDEX ${indexOf(table)} ON ${table} USING gin ((${lexemes}))`],
  drop: (table) => [`DROP INDEX ${indexOf(table)}`],
  matches(_table, terms) {
    const asked = terms.map((term) => `'${term}'`).join(' & ')
    return sql`${sql.raw(lexemes)} @@ ${asked}::tsquery`
  },
}

const lexemes = "array_to_tsvector(string_to_array(terms, ' '))"

function indexOf(table: string): string {
  return `coxswain_search_${table}`
}
