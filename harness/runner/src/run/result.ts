import type { Failure } from '../expect/checks.ts'
import type { Exchange } from '../proxy/recording.ts'
import type { Trace } from './trace.ts'

/** Milliseconds on the clock of the exchanges. */
export interface Moment {
  at_ms: number
  step: string
}

/** How one scenario ended for one subject. */
export interface RunResult {
  scenario: string
  subject: string
  /** What the server ran on. */
  configuration: string
  checks: number
  /** Where each check was made, in order. */
  checked: string[]
  failures: Failure[]
  duration_ms: number
  /** What the SDK lacks, in its driver's words, so that the run broke off; null: nothing. */
  lacks: string | null
  trace: Trace
  /** When the runner knew of each step of the trace, and by which step of the scenario. */
  moments: Moment[]
  /** The wire as bytes, for `--trace`. */
  exchanges: Exchange[]
  /** `operation status` pairs that the server really produced, valid by the contract. */
  produced: string[]
  /** `operation status` pairs whose outcome an expectation of this run checked at the SDK. */
  handled: string[]
  /** Transitions that the scenario names and the server has really made. */
  transitions: string[]
  /** `operation by scheme` for every way in that a server let somebody in. */
  waysIn: string[]
  /** Codes of problems that the server really produced. */
  codes: string[]
  /** Places where the languages are allowed to differ, because an idiom row says so. */
  idioms: string[]
}

/** Who ran, on what. */
export type Column = Pick<RunResult, 'subject' | 'configuration'>

/** A column as one name. */
export function columnOf({ subject, configuration }: Column): string {
  return `${subject} on ${configuration}`
}
