import type { Snapshot } from '../database/snapshot.ts'
import { auditAnswers, auditLabels, auditUses } from './audit-effects.ts'
import { auditDensity, auditState } from './audit-log.ts'

/** What is wrong with a database, whatever was done to it. */
export function auditSnapshot(snapshot: Snapshot): string[] {
  return [
    ...snapshot.damage.map((line) => `damage: ${line}`),
    ...auditDensity(snapshot),
    ...auditState(snapshot),
    ...auditAnswers(snapshot),
    ...auditLabels(snapshot),
    ...auditUses(snapshot),
  ]
}
