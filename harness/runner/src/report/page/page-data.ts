import type { Failure } from '../../expect/checks.ts'
import type { Report } from '../report.ts'
import type { Status } from '../status.ts'

/** What the page opens with: the report without its cells, which are in the matrix. */
export interface PageHead {
  /** Another section may be put in later, when its own run has ended. */
  report: Omit<Report, 'cells'> & Record<string, unknown>
  contract: string
  /** Only a part of the suite was run. */
  partial: boolean
  /** What, besides failed scenarios, turned the run red. */
  reasons: readonly string[]
}

export interface Matrix {
  columns: Column[]
  sections: Section[]
  scenarios: ScenarioEntry[]
  /** By scenario, then by column; null: it was not run there. */
  cells: (CellEntry | null)[][]
  /** How many scenarios are unpacked together when one of them is opened. */
  chunk_size: number
}

/** An SDK in a version on a configuration. */
export interface Column {
  id: string
  subject: string
  sdk: string
  version: string
  runtime: string
  configuration: string
}

export interface Section {
  id: string
  title: string
  groups: { title: string; features: Feature[] }[]
}

export interface Feature {
  id: string
  title: string
  /** What is promised, or how it comes about; empty where the title says it all. */
  detail: string
  /** Indexes of the scenarios that prove it. */
  scenarios: number[]
  /** Where package tests prove it, because no scenario can. */
  tests: string[]
  /** Ids of the mutants that break it. */
  mutants: string[]
}

export interface ScenarioEntry {
  id: string
  title: string
  /** In the folder of scenarios; empty for one that was drawn. */
  file: string
  proves: string[]
}

export interface CellEntry {
  status: Status
  checks: number
  failures: Failure[]
  note: string | null
  duration_ms: number
}

/** What is behind the cells of one scenario; fetched when it is opened. */
export interface Evidence {
  /** The scenario as it was written, templates filled in, in YAML. */
  definition: string
  /** By column. */
  runs: (RunTrace | null)[]
}

/** One run: times are milliseconds since it began. */
export interface RunTrace {
  exchanges: ExchangeTrace[]
  /** How many exchanges were not kept. */
  left_out: number
  outcomes: OutcomeTrace[]
  /** Where checks were made, in order. */
  checked: string[]
}

export interface ExchangeTrace {
  at_ms: number
  /** Null: it was still open when the run ended. */
  ended_ms: number | null
  connection: number
  /** What the proxy did to it. */
  fault: string | null
  /** How the SDK's side ended. */
  end: string
  request: RequestTrace
  response: ResponseTrace | null
  upstream: UpstreamTrace | null
  /** Of an event stream: what the SDK was given. */
  frames: FrameList
}

export interface UpstreamTrace {
  at_ms: number
  answered_ms: number
  request: RequestTrace
  response: ResponseTrace
  /** Of an event stream: what the server sent. */
  frames: FrameList
}

export interface RequestTrace extends MessageTrace {
  method: string
  target: string
}

export interface ResponseTrace extends MessageTrace {
  status: number
}

interface MessageTrace {
  /** `Name: value`, in the order and case of the wire. */
  headers: string[]
  body: string
}

export interface FrameList {
  /** `brief` is its event, or which fields it has; `text` is all of it. */
  kept: { at_ms: number; brief: string; text: string }[]
  left_out: number
}

/** What a step of the scenario came to, in the words of the driver. */
export interface OutcomeTrace {
  at_ms: number
  step: string
  /** `ok`, the class of an error, or what else it came to. */
  brief: string
  /** Waits that the SDK asked for, in order; none of them was slept. */
  sleeps_ms: number[]
  text: string
}
