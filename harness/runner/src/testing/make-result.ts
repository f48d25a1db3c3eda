import type { RunResult } from '../run/result.ts'

/** A passing run of one check, for tests to vary. */
export function makeResult(changes: Partial<RunResult>): RunResult {
  return {
    scenario: 'agents/one',
    subject: 'node',
    checks: 1,
    checked: ['it'],
    failures: [],
    duration_ms: 1,
    lacks: null,
    moments: [],
    trace: { steps: [], wire: [], ledger: {} },
    exchanges: [],
    produced: [],
    handled: [],
    transitions: [],
    waysIn: [],
    codes: [],
    idioms: [],
    ...changes,
  }
}
