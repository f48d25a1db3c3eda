import type { Migration } from '../migrator.ts'

export const logReaders: Migration = {
  number: 5,
  name: 'log-readers',
  up: [
    `CREATE TABLE log_readers (
      org_id TEXT NOT NULL,
      reader TEXT NOT NULL,
      epoch BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      id TEXT,
      lost INTEGER NOT NULL,
      PRIMARY KEY (org_id, reader)
    )`,
  ],
  down: ['DROP TABLE log_readers'],
}
