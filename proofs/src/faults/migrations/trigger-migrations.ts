import type { Migration } from '@coxswain/server'
import type { Fault } from '../fault.ts'

/** Faults that the database itself commits, whatever the server meant to write. */
const triggers: Readonly<Partial<Record<Fault, readonly string[]>>> = {
  'dropped-answers': [
    `CREATE TRIGGER fault BEFORE INSERT ON idempotency_keys
      BEGIN SELECT RAISE(IGNORE); END`,
  ],
  'holed-log': [
    `CREATE TRIGGER fault BEFORE INSERT ON events WHEN NEW.seq % 7 = 0
      BEGIN SELECT RAISE(IGNORE); END`,
  ],
  'lost-sessions': [
    `CREATE TRIGGER fault BEFORE INSERT ON sessions WHEN (SELECT count(*) FROM events) % 2 = 0
      BEGIN SELECT RAISE(IGNORE); END`,
  ],
  'shared-claims': [
    `CREATE TRIGGER fault AFTER UPDATE ON actions WHEN NEW.status = 'running'
      BEGIN UPDATE actions SET status = 'approved', version = OLD.version WHERE id = NEW.id; END`,
  ],
  'shared-decisions': [
    `CREATE TRIGGER fault AFTER UPDATE ON decisions
      BEGIN UPDATE decisions SET used_at = NULL WHERE id = NEW.id; END`,
    // The table knows of no second use; whoever was first gives way.
    `CREATE TRIGGER fault_rename BEFORE INSERT ON actions
      BEGIN UPDATE actions SET decision_id = 'dec_' || substr(NEW.id, 5)
        WHERE decision_id = NEW.decision_id; END`,
  ],
  'shared-grants': [
    `CREATE TRIGGER fault AFTER UPDATE ON grants
      BEGIN UPDATE grants SET used_at = NULL WHERE id = NEW.id; END`,
  ],
}

export function triggerMigration(fault: Fault): Migration | null {
  const up = triggers[fault]
  if (up === undefined) return null
  return { number: 1, name: fault, up: [...up], down: [] }
}
