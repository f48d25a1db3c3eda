import type { Migration } from '../../../store/migrator.ts'

/** What an org's policies are, as one text: it changes with every change of any of them. */
export const policyRevisions: Migration = {
  number: 7,
  name: 'policy-revisions',
  up: [
    `CREATE TABLE policy_revisions (
      org_id TEXT NOT NULL PRIMARY KEY,
      revision TEXT NOT NULL
    )`,
    "INSERT INTO policy_revisions (org_id, revision) SELECT DISTINCT org_id, 'first' FROM policies",
  ],
  down: ['DROP TABLE policy_revisions'],
}
