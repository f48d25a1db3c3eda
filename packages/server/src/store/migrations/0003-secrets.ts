import type { Migration } from '../migrator.ts'

export const secrets: Migration = {
  number: 3,
  name: 'secrets',
  up: [
    `CREATE TABLE kernel_secrets (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    )`,
  ],
  down: ['DROP TABLE kernel_secrets'],
}
