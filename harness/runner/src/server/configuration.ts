import { createPostgresDatabase, testPostgresUrl } from '@coxswain/server/testing'

/** What the reference server keeps its state in, and how its readers hear of changes. */
export interface Configuration {
  readonly id: string
  /** The environment of its server; `close` takes away what was made for it. */
  open(): Promise<{ env: Record<string, string>; close(): Promise<void> }>
}

const sqlite: Configuration = {
  id: 'sqlite+memory',
  open: async () => ({ env: { COXSWAIN_DATABASE_URL: 'sqlite::memory:' }, close: async () => {} }),
}

const postgres: Configuration = {
  id: 'postgres+memory',
  async open() {
    const server = testPostgresUrl()
    if (server === undefined) throw new Error('COXSWAIN_TEST_POSTGRES_URL names no PostgreSQL')
    const { url, drop } = await createPostgresDatabase(server)
    return { env: { COXSWAIN_DATABASE_URL: url }, close: drop }
  },
}

/** The first is what everything is run on; the others must do the same. */
export const configurations: readonly [Configuration, ...Configuration[]] = [sqlite, postgres]

/** Those that can be run here. */
export function availableConfigurations(): Configuration[] {
  return testPostgresUrl() === undefined ? [sqlite] : [...configurations]
}
