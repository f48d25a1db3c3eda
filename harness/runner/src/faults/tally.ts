import { isKeyed, type Operation } from '../contract/operation.ts'
import { header } from '../proxy/recording.ts'
import { columnOf, type RunResult } from '../run/result.ts'

/** Where the scenarios lie that cross every operation with every fault. */
const domain = 'faults/'

/** What faults did to effects. */
export interface FaultsTally {
  operations: { total: number; covered: number }
  cases: number
  /** Runs whose caller was told of a success that the server has not carried out. */
  lost: string[]
  /** Runs in which an effect happened more than once. */
  doubled: string[]
}

/** Counts by the server's ledger and the wire, whatever the scenarios expect of them. */
export function tallyFaults(
  operations: readonly Operation[],
  results: readonly RunResult[],
): FaultsTally {
  const runs = results.filter(({ scenario }) => scenario.startsWith(domain))
  const cases = runs.flatMap((run) => {
    const operation = operations.find(({ id }) => run.scenario.endsWith(`/${id}`))
    return operation ? [{ run, operation }] : []
  })
  const named = (picked: typeof cases) =>
    picked.map(({ run }) => `${run.scenario} · ${columnOf(run)}`)
  return {
    operations: {
      total: operations.length,
      covered: new Set(cases.map(({ operation }) => operation.id)).size,
    },
    cases: cases.length,
    lost: named(cases.filter(({ run, operation }) => isLost(run, operation))),
    doubled: named(cases.filter(({ run, operation }) => isDoubled(run, operation))),
  }
}

export function drawFaults({ operations, cases, lost, doubled }: FaultsTally): string {
  return (
    `faults: operations ${operations.covered}/${operations.total}, cases ${cases}, ` +
    `lost ${lost.length}, doubled ${doubled.length}`
  )
}

function isLost({ trace, exchanges }: RunResult, { id, transaction, security }: Operation) {
  const acknowledged = trace.steps.some((outcome) => outcome.error === undefined)
  if (!acknowledged || transaction !== 'write') return false
  // What makes an org is in no org's ledger; the server's own answer tells of it.
  if (security === 'bootstrapToken') return freshAnswers(exchanges) === 0
  return !((counts(trace.ledger.operations)[id] ?? 0) > 0)
}

function isDoubled({ trace, exchanges }: RunResult, operation: Operation): boolean {
  const events = Object.values(counts(trace.ledger.events))
  if (events.some((count) => count > 1)) return true
  if (!isKeyed(operation)) return false
  return (counts(trace.ledger.operations)[operation.id] ?? 0) > 1 || freshAnswers(exchanges) > 1
}

/** Successes of the server that are no replays. */
function freshAnswers(exchanges: RunResult['exchanges']): number {
  return exchanges.filter(({ upstream }) => {
    if (!upstream || upstream.response.status >= 300) return false
    return header(upstream.response.headers, 'idempotency-replayed') === undefined
  }).length
}

function counts(part: unknown): Record<string, number> {
  return (part ?? {}) as Record<string, number>
}
