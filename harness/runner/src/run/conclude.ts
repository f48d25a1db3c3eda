import type { Fields } from '../expect/value.ts'
import type { DriverError } from '../subject/protocol.ts'
import { drainLogs } from './clients.ts'
import type { RunContext } from './run-context.ts'

/** What ends with an outcome or a reading: a call, a pull from a stream, governed work. */
export interface Endeavour<Ending> {
  /** As the scenario calls it. */
  client: string | undefined
  operation: string | undefined
  outcome: Promise<Ending>
  tookMs: Promise<number>
  /** The part of the wire that belongs to it. */
  wire: () => Fields[]
}

/** Waits for the end, compares it, and notes what the SDK has shown that it handles. */
export async function conclude<Ending extends { error?: DriverError }>(
  context: RunContext,
  call: Endeavour<Ending>,
  expected: Fields | undefined,
  path: string,
): Promise<Ending> {
  const outcome = await call.outcome
  await context.settle()
  const seen = outcome as unknown as Fields
  const place = context.note(seen, path)
  if (!expected) return outcome
  const wire = call.wire()
  const took = context.scenario.time === 'real' ? { took_ms: await call.tookMs } : {}
  const logs = 'logs' in expected ? await drainLogs(context, call.client ?? 'main') : []
  if (explainSurprise(context, outcome.error, expected, path)) return outcome
  const held = context.expect(path, { ...seen, ...took, wire, logs }, expected, place)
  const last = wire.findLast((exchange) => exchange.status !== undefined)
  if (held && call.operation && last) context.handled.add(`${call.operation} ${last.status}`)
  return outcome
}

/** An error where a result was expected says why before it says where. */
function explainSurprise(
  context: RunContext,
  error: DriverError | undefined,
  expected: Fields,
  path: string,
): boolean {
  const wanted = ['ok', 'nothing', 'items'].some((name) => name in expected)
  if (!wanted || !error || 'error' in expected) return false
  context.checks.fail(path, `the call failed: ${error.class}: ${error.message}`)
  return true
}

/** Takes the time of a call, for scenarios in real time. */
export function measure<Ending>(
  outcome: Promise<Ending>,
): Pick<Endeavour<Ending>, 'outcome' | 'tookMs'> {
  const startedAt = performance.now()
  const tookMs = outcome.then(
    () => performance.now() - startedAt,
    () => 0,
  )
  // Whoever awaits it sees the failure; until then it must not end the process.
  outcome.catch(() => undefined)
  return { outcome, tookMs }
}
