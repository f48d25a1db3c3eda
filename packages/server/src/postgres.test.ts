import { describe, test } from 'vitest'
import { createServer } from './server.ts'
import { createPostgresDatabase, testPostgresUrl } from './testing/postgres-database.ts'
import { serverCases } from './testing/server-cases.ts'

const postgres = testPostgresUrl()

describe.runIf(postgres !== undefined)('on PostgreSQL', () => {
  test.for(serverCases)('$name', async ({ run }) => {
    const database = await createPostgresDatabase(postgres ?? '')
    try {
      await run((options) => createServer({ ...options, database: database.url }))
    } finally {
      await database.drop()
    }
  })
})
