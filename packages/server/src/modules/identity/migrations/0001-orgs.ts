import type { Migration } from '../../../store/migrator.ts'

export const orgs: Migration = {
  number: 1,
  name: 'orgs',
  up: [
    `CREATE TABLE orgs (
      id TEXT NOT NULL PRIMARY KEY,
      version BIGINT NOT NULL,
      name TEXT NOT NULL,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    )`,
  ],
  down: ['DROP TABLE orgs'],
}
