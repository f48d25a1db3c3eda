import { sql } from 'kysely'
import type { FullText } from '../full-text.ts'

/**
 * FTS5. Rows of a table with a key of text have no number that outlives a VACUUM, so a table beside
 * the index gives them one. The index keeps no text, and takes terms as they stand: its tokenizer
 * only splits at spaces, as all that terms hold is letters, digits and `_`.
 */
export const sqliteFullText: FullText = {
  create(table) {
    const { index, rows } = namesOf(table)
    const number = (id: string) => `(SELECT number FROM ${rows} WHERE id = ${id})`
    return [
      `CREATE TABLE ${rows} (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)`,
      `CREATE VIRTUAL TABLE ${index} USING fts5(
        terms, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_'"
      )`,
      `CREATE TRIGGER ${index}_insert AFTER INSERT ON ${table} BEGIN
        INSERT INTO ${rows} (id) VALUES (new.id);
        INSERT INTO ${index} (rowid, terms) VALUES (${number('new.id')}, new.terms);
      END`,
      `CREATE TRIGGER ${index}_update AFTER UPDATE OF terms ON ${table} BEGIN
        UPDATE ${index} SET terms = new.terms WHERE rowid = ${number('new.id')};
      END`,
      `CREATE TRIGGER ${index}_delete AFTER DELETE ON ${table} BEGIN
        DELETE FROM ${index} WHERE rowid = ${number('old.id')};
        DELETE FROM ${rows} WHERE id = old.id;
      END`,
    ]
  },

  // The triggers go with the table that they stand on, which may be gone before or after.
  drop(table) {
    const { index, rows } = namesOf(table)
    return [
      ...['insert', 'update', 'delete'].map((on) => `DROP TRIGGER IF EXISTS ${index}_${on}`),
      `DROP TABLE ${index}`,
      `DROP TABLE ${rows}`,
    ]
  },

  matches(table, terms) {
    const { index, rows } = namesOf(table)
    const asked = terms.map((term) => `"${term}"`).join(' ')
    return sql`id in (select ${sql.ref(`${rows}.id`)} from ${sql.table(index)} inner join ${sql.table(rows)} on ${sql.ref(`${rows}.number`)} = ${sql.ref(`${index}.rowid`)} where ${sql.ref(index)} match ${asked})`
  },
}

function namesOf(table: string): { readonly index: string; readonly rows: string } {
  return { index: `coxswain_search_${table}`, rows: `coxswain_search_${table}_rows` }
}
