import { describe, expect, test } from 'vitest'
import { openStore } from '../../open-store.ts'
import { createPostgresDatabase, testPostgresUrl } from '../../testing/postgres-database.ts'
import { storeCases } from '../../testing/store-cases.ts'

const server = testPostgresUrl()

describe.runIf(server !== undefined)('on a PostgreSQL server', () => {
  test.for(storeCases)('$name', async ({ run }) => {
    const database = await createPostgresDatabase(server ?? '')
    try {
      await run((options) =>
        openStore({ ...options, database: database.url, synchronous: 'FULL', strict: true }),
      )
    } finally {
      await database.drop()
    }
  })
})

test('a URL of another kind is refused without what may be a password', async () => {
  const open = openStore({
    database: 'mysql://root:secret@host/db',
    clock: { now: () => 0 },
    catalogue: { check: () => ({ resource: 'entry' }) },
    hooks: {},
    synchronous: 'FULL',
    strict: true,
  })
  await expect(open).rejects.toThrow(/postgres:.*of the kind `mysql`$/)
})
