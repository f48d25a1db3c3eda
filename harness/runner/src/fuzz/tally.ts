import { type Fields, isFields } from '../expect/value.ts'
import type { RunResult } from '../run/result.ts'
import type { Sequence } from './pilot.ts'

/** What was drawn and what became of it; the figures that the report shows. */
export interface Distribution {
  steps_per_sequence: number
  invalid_percent: number
  success_percent: number
  /** How often each operation was called; with what SDKs offer beside them. */
  operations: Record<string, number>
  statuses: Record<string, number>
  transitions: Record<string, number>
  /** What the network and the store did. */
  faults: Record<string, number>
}

export interface FuzzReport {
  sequences: number
  steps: number
  divergences: number
  planted_found: number
  seed: number
  distribution: Distribution
}

export class Tally {
  sequences = 0
  steps = 0
  #invalid = 0
  #succeeded = 0
  readonly #operations = new Map<string, number>()
  readonly #statuses = new Map<string, number>()
  readonly #transitions = new Map<string, number>()
  readonly #faults = new Map<string, number>()

  /** One subject's run stands for all: they do not differ, or the run is red. */
  add({ calls, scenario }: Pick<Sequence, 'calls' | 'scenario'>, result: RunResult): void {
    const { trace, exchanges } = result
    this.sequences += 1
    this.steps += calls.length
    for (const { operation, invalid, outcome } of calls) {
      count(this.#operations, operation)
      if (invalid) this.#invalid += 1
      const { error } = trace.steps[outcome] as Fields
      if (error === undefined) this.#succeeded += 1
      count(this.#statuses, isFields(error) ? String(error.status ?? error.class) : '2xx')
    }
    for (const { fault } of exchanges) if (fault) count(this.#faults, fault)
    for (const step of scenario.steps) {
      if ('server' in step && 'fault' in step.server) count(this.#faults, step.server.fault.kind)
    }
    const seen = (trace.ledger.transitions ?? {}) as Record<string, number>
    for (const [id, times] of Object.entries(seen)) count(this.#transitions, id, times)
  }

  distribution(): Distribution {
    return {
      steps_per_sequence: round(this.steps / this.sequences),
      invalid_percent: round((this.#invalid / this.steps) * 100),
      success_percent: round((this.#succeeded / this.steps) * 100),
      operations: sorted(this.#operations),
      statuses: sorted(this.#statuses),
      transitions: sorted(this.#transitions),
      faults: sorted(this.#faults),
    }
  }
}

export interface Wanted {
  operations: readonly string[]
  transitions: readonly string[]
}

/** What a distribution lacks for its silence to mean something. */
export function findGaps(distribution: Distribution, wanted: Wanted): string[] {
  const gaps: string[] = []
  const { steps_per_sequence, invalid_percent, success_percent } = distribution
  if (steps_per_sequence < 10) gaps.push(`${steps_per_sequence} steps a sequence, not 10`)
  if (invalid_percent < 25) gaps.push(`${invalid_percent} % invalid, not 25`)
  if (success_percent < 50) gaps.push(`${success_percent} % successes, not 50`)
  for (const id of wanted.operations) {
    const times = distribution.operations[id] ?? 0
    if (times < 5) gaps.push(`${id} was called ${times} times, not 5`)
  }
  for (const id of wanted.transitions) {
    if (!distribution.transitions[id]) gaps.push(`transition ${id} was not visited`)
  }
  return gaps
}

function count(counts: Map<string, number>, name: string, times = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times)
}

function sorted(counts: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
