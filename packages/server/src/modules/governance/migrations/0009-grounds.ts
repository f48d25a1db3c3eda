import type { Migration } from '../../../store/migrator.ts'

/** What an agent tells beside its act: evidence, a branch, and the action that causes it. */
export const grounds: Migration = {
  number: 9,
  name: 'grounds',
  up: [
    'ALTER TABLE decisions ADD COLUMN evidence TEXT',
    'ALTER TABLE decisions ADD COLUMN branch TEXT',
    'ALTER TABLE decisions ADD COLUMN parent_action_id TEXT',
    'ALTER TABLE actions ADD COLUMN evidence TEXT',
    'ALTER TABLE actions ADD COLUMN branch TEXT',
  ],
  down: [
    'ALTER TABLE actions DROP COLUMN branch',
    'ALTER TABLE actions DROP COLUMN evidence',
    'ALTER TABLE decisions DROP COLUMN parent_action_id',
    'ALTER TABLE decisions DROP COLUMN branch',
    'ALTER TABLE decisions DROP COLUMN evidence',
  ],
}
