import type { Migration } from '@coxswain/server'
import type { Fault } from '../../faults/fault.ts'

/**
 * `parent` is checked by COMMIT alone, so that a row without one makes a COMMIT fail whose units were
 * all fine.
 */
export function unitMigration(fault: Fault | null): Migration {
  const conflict = fault === 'wide-rollback' ? ' ON CONFLICT ROLLBACK' : ''
  const parent =
    fault === 'unfailing-commit' ? '' : ' REFERENCES units (label) DEFERRABLE INITIALLY DEFERRED'
  return {
    number: 1,
    name: 'units',
    up: [`CREATE TABLE units (label TEXT NOT NULL UNIQUE${conflict}, parent TEXT${parent})`],
    down: ['DROP TABLE units'],
  }
}
