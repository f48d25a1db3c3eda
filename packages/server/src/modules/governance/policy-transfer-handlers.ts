import type { PolicyImportReport } from '@coxswain/contract'
import type { Handlers } from '../../contract-operations.ts'
import { policySummary, requireReadable } from './policy.ts'
import { policyDocument, readDocument } from './policy-document.ts'
import { type ImportOutcome, type ImportStep, importPolicy } from './policy-import.ts'
import { readStoredPolicies, renewRevision, savePolicy } from './policy-repository.ts'

type PolicyTransferOperation = 'policies.exportAll' | 'policies.importAll'

export const policyTransferHandlers: Handlers<PolicyTransferOperation> = {
  async 'policies.exportAll'(_input, { tx, orgId }) {
    const stored = await readStoredPolicies(tx, orgId)
    return policyDocument(stored.map(requireReadable))
  },

  async 'policies.importAll'({ body }, { tx, events, orgId, principal, ids, now }) {
    const { on_conflict: choice = 'fail', dry_run: dryRun = false } = body
    const origin = () => ({ orgId, id: ids.next('pol', orgId), createdBy: principal.id })
    const wanted = readDocument(body.policies, origin, now)
    if (!dryRun) await renewRevision(tx, orgId)
    const stored = await readStoredPolicies(tx, orgId)
    const holders = new Map(stored.map((one) => [one.name, one]))
    const steps = wanted.map((policy) => {
      const holder = holders.get(policy.name)
      return importPolicy(
        policy,
        holder === undefined ? null : requireReadable(holder),
        choice,
        now,
      )
    })
    if (dryRun) return report(steps, dryRun)
    for (const { outcome, policy } of steps) {
      if (outcome !== 'created' && outcome !== 'updated') continue
      await savePolicy(tx, policy)
      events.append(`policy.${outcome}`, policy.id, { policy: policySummary(policy) })
    }
    return report(steps, dryRun)
  },
}

function report(steps: readonly ImportStep[], dryRun: boolean): PolicyImportReport {
  const those = (wanted: ImportOutcome) =>
    steps
      .filter(({ outcome }) => outcome === wanted)
      .map(({ policy: { id, name } }) => ({
        id: dryRun && wanted === 'created' ? null : id,
        name,
      }))
  return {
    dry_run: dryRun,
    created: those('created'),
    updated: those('updated'),
    skipped: those('skipped'),
    unchanged: those('unchanged'),
  }
}
