import { createPostgresDatabase, type TestDatabase, testPostgresUrl } from './postgres-database.ts'

/** A kind of database to run the same tests on. */
export interface TestDatabaseKind {
  readonly name: string
  /** Makes an empty one. */
  open(): Promise<TestDatabase>
}

const postgres = testPostgresUrl()

/** SQLite, and PostgreSQL where the environment names a server. */
export const testDatabases: readonly TestDatabaseKind[] = [
  { name: 'SQLite', open: async () => ({ url: 'sqlite::memory:', drop: async () => {} }) },
  ...(postgres === undefined
    ? []
    : [{ name: 'PostgreSQL', open: () => createPostgresDatabase(postgres) }]),
]
