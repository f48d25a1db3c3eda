/** One part of the suite: a program, what has to be finished before it, and how its tests count. */
export interface Step {
  readonly name: string
  readonly command: readonly string[]
  /** The folder it runs in, from the root. Default: the root. */
  readonly folder?: string
  /** Names of the steps that must have passed first. Default: none. */
  readonly after?: readonly string[]
  /** Seconds after which the step is ended and counts as failed. Default: 180. */
  readonly limit?: number
  /** The report that says how many tests ran; a step without one counts only when it fails. */
  readonly report?: Report
  /** What must be there for all of it to run. Default: nothing. */
  readonly needs?: 'postgres'
  /** Takes both places, for what measures time or fills the machine. Default: false. */
  readonly alone?: boolean
}

export interface Report {
  readonly format: 'vitest' | 'junit' | 'harness'
  readonly file: string
}

export interface StepResult {
  readonly step: Step
  readonly outcome: 'passed' | 'failed' | 'not run'
  readonly seconds: number
  readonly log: string
}
