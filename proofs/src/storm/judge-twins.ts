import type { Twin } from './storm.ts'

export interface Expected {
  /** Twins that did the work themselves. */
  readonly fresh: 0 | 1
  /** Twins that get the stored answer; left out: however many are not refused. */
  readonly replayed?: number
  /** How many get each code; `any` where that depends on who was quicker. */
  readonly refused?: Readonly<Record<string, number | 'any'>>
}

/** Whether twins were answered as the contract says: one did the work, the others were told of it. */
export function judgeTwins(
  twins: readonly Twin[],
  { fresh, replayed, refused = {} }: Expected,
): string[] {
  const made = twins.filter(({ status }) => status === 201)
  const original = made.filter((twin) => !twin.headers.has('idempotency-replayed'))
  const bodies = new Set(made.map(({ text }) => text))
  const codes = Map.groupBy(
    twins.filter(({ status }) => status !== 201),
    (twin) => twin.problem().code,
  )
  const findings: string[] = []
  if (original.length !== fresh)
    findings.push(`${original.length} twins did the work, not ${fresh}`)
  if (bodies.size > 1) findings.push(`twins were told ${bodies.size} different things`)
  const again = made.length - original.length
  if (replayed !== undefined && again !== replayed) {
    findings.push(`${again} twins got the stored answer, not ${replayed}`)
  }
  for (const [code, wanted] of Object.entries(refused)) {
    const found = codes.get(code as never)?.length ?? 0
    if (wanted !== 'any' && found !== wanted)
      findings.push(`${found} twins got ${code}, not ${wanted}`)
  }
  for (const [code, those] of codes) {
    if (!(code in refused)) findings.push(`${those.length} twins got ${code}`)
    const patient = those.every((twin) => twin.headers.has('retry-after'))
    if (code === 'idempotency_in_progress' && !patient) findings.push(`${code} without Retry-After`)
  }
  return findings
}
