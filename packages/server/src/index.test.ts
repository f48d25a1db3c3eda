import { expect, test } from 'vitest'
import * as server from './index.ts'
import * as testing from './testing/index.ts'

test('the public surface is what it was', () => {
  expect(Object.keys(server).sort()).toMatchInlineSnapshot(`
    [
      "CoxswainError",
      "StoreLockedError",
      "backUpDatabase",
      "copyDatabase",
      "createIds",
      "createServer",
      "createSqliteStore",
      "defineModule",
      "defineOperation",
      "migrateDown",
      "migrateUp",
      "openMigrator",
      "prepareQuery",
      "readMigrations",
      "restoreDatabase",
      "systemClock",
      "systemTimers",
    ]
  `)
  expect(Object.keys(testing).sort()).toMatchInlineSnapshot(`
    [
      "createApi",
      "createJudge",
      "createOrg",
      "createPostgresDatabase",
      "manualClock",
      "manualTimers",
      "serverCases",
      "storeCases",
      "testPostgresUrl",
    ]
  `)
})
