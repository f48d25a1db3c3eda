import type { Migration } from '../../../store/migrator.ts'

export const rotation: Migration = {
  number: 5,
  name: 'rotation',
  up: [
    "ALTER TABLE api_keys ADD COLUMN predecessors TEXT NOT NULL DEFAULT '[]'",
    'ALTER TABLE api_keys ADD COLUMN successor_id TEXT',
  ],
  down: [
    'ALTER TABLE api_keys DROP COLUMN successor_id',
    'ALTER TABLE api_keys DROP COLUMN predecessors',
  ],
}
