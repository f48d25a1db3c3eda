import type { Migration } from '../../../store/migrator.ts'

export const team: Migration = {
  number: 1,
  name: 'team',
  up: [
    `CREATE TABLE members (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      email TEXT NOT NULL,
      external_id TEXT,
      name TEXT,
      role TEXT NOT NULL,
      invite_id TEXT NOT NULL,
      metadata TEXT NOT NULL,
      version BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      UNIQUE (org_id, email),
      UNIQUE (org_id, external_id)
    )`,
    'CREATE INDEX members_by_age ON members (org_id, created_at, id)',
    'CREATE INDEX members_by_role ON members (org_id, role, created_at, id)',
    `CREATE TABLE invites (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      email TEXT NOT NULL,
      role TEXT NOT NULL,
      token_hash TEXT NOT NULL,
      invited_by TEXT NOT NULL,
      member_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      accepted_at BIGINT,
      revoked_at BIGINT,
      UNIQUE (org_id, token_hash)
    )`,
    'CREATE INDEX invites_by_age ON invites (org_id, created_at, id)',
    'CREATE INDEX invites_by_email ON invites (org_id, email)',
    'CREATE INDEX invites_by_inviter ON invites (org_id, invited_by, created_at, id)',
  ],
  down: ['DROP TABLE invites', 'DROP TABLE members'],
}
