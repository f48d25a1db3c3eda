import type { Migration } from '../migrator.ts'

export const eventsByResource: Migration = {
  number: 4,
  name: 'events-by-resource',
  up: ['CREATE INDEX events_by_resource ON events (org_id, resource, seq)'],
  down: ['DROP INDEX events_by_resource'],
}
