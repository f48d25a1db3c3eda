import type { RawBuilder, SqlBool } from 'kysely'
import type { SearchTerms } from './search-terms.ts'

/** How one kind of database finds rows by the terms that their column `terms` holds. */
export interface FullText {
  /**
   * Statements that make an index over `terms` of a table whose primary key is `id`; the index
   * follows every write to the table by itself.
   */
  create(table: string): readonly string[]
  drop(table: string): readonly string[]
  /** The condition that a row of the table has all of these terms, at least one. */
  matches(table: string, terms: SearchTerms): RawBuilder<SqlBool>
}
