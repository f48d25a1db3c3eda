import type { Snapshot } from '../database/snapshot.ts'

/** A stored answer and its effect are there together, and each effect is there once. */
export function auditAnswers({ answers, resources }: Snapshot): string[] {
  const ids = new Set(resources.map(({ id }) => id))
  const answered = new Map<string, number>()
  const findings: string[] = []
  for (const { id, status } of answers) {
    if (id === null || !/^(ses|act|apr|dec|pol)_/.test(id)) continue
    answered.set(id, (answered.get(id) ?? 0) + 1)
    if (!ids.has(id) && !id.startsWith('dec_')) {
      findings.push(`answer: ${status} tells of ${id}, which is not there`)
    }
  }
  for (const { kind, id, label } of resources) {
    if ((kind !== 'session' && kind !== 'action') || label === null) continue
    if (!answered.has(id)) findings.push(`answer: no answer is stored for ${kind} ${id}`)
  }
  return findings
}

/** Labels are given once by the load, so a label that is there twice is an effect that is there twice. */
export function auditLabels({ resources }: Snapshot): string[] {
  const labelled = resources.filter(({ kind, label }) => kind !== 'policy' && label !== null)
  return repeated(labelled.map(({ kind, label }) => `${kind} ${label}`)).map(
    (what) => `twice: ${what}`,
  )
}

/** No decision, grant or claim serves two actions. */
export function auditUses({ actions, decisions, grants }: Snapshot): string[] {
  const uses = decisions.filter(({ actionId }) => actionId !== null)
  const granted = uses.flatMap(({ grantId }) => (grantId?.startsWith('grt_') ? [grantId] : []))
  const takers = grants.flatMap(({ usedByActionId }) => usedByActionId ?? [])
  const findings = [
    ...repeated(actions.map(({ decisionId }) => decisionId)).map((id) => `used twice: ${id}`),
    ...repeated(uses.map(({ actionId }) => actionId ?? '')).map((id) => `decided twice: ${id}`),
    ...repeated(granted).map((id) => `used twice: grant ${id}`),
    ...repeated(takers).map((id) => `two grants for one action: ${id}`),
    ...repeated(actions.flatMap(({ claimId }) => claimId ?? [])).map((id) => `used twice: ${id}`),
  ]
  const taken = new Map(uses.map(({ id, actionId }) => [id, actionId]))
  for (const { id, decisionId } of actions) {
    if (taken.get(decisionId) !== id) findings.push(`use: ${decisionId} is not used by ${id}`)
  }
  return findings
}

function repeated(values: readonly string[]): string[] {
  const counts = Map.groupBy(values, (value) => value)
  return [...counts].filter(([, same]) => same.length > 1).map(([value]) => value)
}
