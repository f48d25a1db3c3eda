import { randomUUID } from 'node:crypto'

/** Names a PostgreSQL server on which tests may make databases and drop them again. */
export const postgresVariable = 'COXSWAIN_TEST_POSTGRES_URL'

/** The server that the environment names. */
export function testPostgresUrl(): string | undefined {
  return process.env[postgresVariable]
}

export interface TestDatabase {
  readonly url: string
  /** Removes it, with whoever still uses it. */
  drop(): Promise<void>
}

/** Makes an empty database. */
export async function createPostgresDatabase(server: string): Promise<TestDatabase> {
  const name = `coxswain_${randomUUID().replaceAll('-', '')}`
  await runOnPostgres(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => runOnPostgres(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** Runs one statement, on a connection of its own. */
export async function runOnPostgres(server: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
