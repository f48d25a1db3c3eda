/** What one measurement told, by metric. */
export type Figures = Readonly<Record<string, number>>

export interface Metric {
  readonly key: string
  /** `requests/s`, `p99 ms`: heads a column. */
  readonly title: string
  readonly better: 'higher' | 'lower'
}

/** One way of doing the same thing. */
export interface Contender {
  readonly name: string
  /** Measures it once; the figures of all rounds are put together later. */
  measure(): Promise<Figures>
}

/** What a contender is meant to reach; `ratio` is to the baseline, `value` stands alone. */
export interface Aim {
  readonly contender: string
  readonly metric: string
  readonly ratio?: number
  readonly value?: number
}

/** Contenders that are measured in turn, and told side by side. */
export interface Comparison {
  /** `server/64`: what `--filter` looks at. */
  readonly id: string
  readonly title: string
  readonly metrics: readonly Metric[]
  readonly contenders: readonly Contender[]
  /** The name of the contender that the others are held against. Default: none. */
  readonly baseline?: string
  readonly aims?: readonly Aim[]
}

export interface SuiteOptions {
  /** How long to measure, as a factor: 1 in a full run. */
  readonly effort: number
  /** A checkout of an earlier revision, measured beside this one. */
  readonly before: string | null
}

/** Comparisons over what has to be opened first: processes, servers, databases. */
export interface Suite {
  readonly name: string
  /** The ids of its comparisons, known before anything is opened. */
  readonly ids: readonly string[]
  open(options: SuiteOptions): Promise<OpenSuite>
}

export interface OpenSuite {
  readonly comparisons: readonly Comparison[]
  close(): Promise<void>
}
