import type { EventRow, ResourceRow, Snapshot } from '../database/snapshot.ts'

/** Resources whose state is compared; of the others the log must only know that they are there. */
const stateful: ReadonlySet<string> = new Set(['session', 'action', 'approval'])

/** Each org's log is without holes and ends where its head says. */
export function auditDensity({ logs, events }: Snapshot): string[] {
  const byOrg = Map.groupBy(events, ({ orgId }) => orgId)
  const findings = [...byOrg.keys()]
    .filter((orgId) => !logs.some((log) => log.orgId === orgId))
    .map((orgId) => `log: ${orgId} has events and no head`)
  for (const { orgId, firstSeq, lastSeq, lastId } of logs) {
    const own = byOrg.get(orgId) ?? []
    const hole = own.findIndex(({ seq }, index) => seq !== firstSeq + index)
    if (hole >= 0) findings.push(`log: ${orgId} has a hole before seq ${own[hole]?.seq}`)
    if (own.length !== lastSeq - firstSeq + 1) {
      findings.push(`log: ${orgId} has ${own.length} events from ${firstSeq} to ${lastSeq}`)
    }
    if ((own.at(-1)?.id ?? null) !== lastId) findings.push(`log: ${orgId} ends with another id`)
  }
  return findings
}

/** What the log tells, followed to its end, is what the tables hold: no more and no less. */
export function auditState({ events, resources }: Snapshot): string[] {
  const told = new Map<string, EventRow>()
  const createdTwice: string[] = []
  const created = new Set<string>()
  const claimed = new Set<string>()
  for (const event of events) {
    const { id } = event.view
    const place = event.event === 'action.claimed' ? claimed : created
    if (/\.(created|started|requested|decided|claimed)$/.test(event.event)) {
      const key = `${event.orgId} ${id}`
      if (place.has(key)) createdTwice.push(`log: ${event.event} twice for ${id}`)
      place.add(key)
    }
    told.set(resourceKey(event.orgId, id), event)
  }
  const held = new Map(resources.map((row) => [resourceKey(row.orgId, row.id), row]))
  return [
    ...createdTwice,
    ...resources.flatMap((row) => compare(row, told.get(resourceKey(row.orgId, row.id)))),
    ...[...told]
      .filter(([key, { event }]) => !held.has(key) && expectsRow(event))
      .map(([key, { event }]) => `state: ${event} tells of ${key}, which is not there`),
  ]
}

function compare(row: ResourceRow, last: EventRow | undefined): string[] {
  if (last === undefined) return [`log: nothing tells of ${row.kind} ${row.id}`]
  if (!stateful.has(row.kind)) return []
  const { status, label } = last.view
  const findings: string[] = []
  if (status !== row.status) {
    findings.push(`state: ${row.kind} ${row.id} is ${row.status}, the log says ${status}`)
  }
  if (row.label !== null && label !== row.label) {
    findings.push(`state: ${row.kind} ${row.id} is ${row.label}, the log says ${label}`)
  }
  return findings
}

/** Orgs and keys are not among the tables read; a deleted policy has no row. A decision is used later. */
function expectsRow(event: string): boolean {
  return /^(session|action|approval|agent|policy)\./.test(event) && event !== 'policy.deleted'
}

function resourceKey(orgId: string, id: string): string {
  return `${orgId}/${id}`
}
