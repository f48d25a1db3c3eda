import { type PolicyRecord, policyNameTaken, replacePolicy } from './policy.ts'

export type ImportOutcome = 'created' | 'updated' | 'skipped' | 'unchanged'

/** What becomes of one policy of a document. */
export interface ImportStep {
  readonly outcome: ImportOutcome
  /** As it is after the import. */
  readonly policy: PolicyRecord
}

export type ConflictChoice = 'fail' | 'skip' | 'replace'

/** What becomes of a policy, where `holder` has its name. */
export function importPolicy(
  wanted: PolicyRecord,
  holder: PolicyRecord | null,
  choice: ConflictChoice,
  now: number,
): ImportStep {
  if (holder === null) return { outcome: 'created', policy: wanted }
  const replaced = replacePolicy(holder, wanted, now)
  if (replaced === holder) return { outcome: 'unchanged', policy: holder }
  if (choice === 'skip') return { outcome: 'skipped', policy: holder }
  if (choice === 'replace') return { outcome: 'updated', policy: replaced }
  throw policyNameTaken(holder.id, holder.name)
}
