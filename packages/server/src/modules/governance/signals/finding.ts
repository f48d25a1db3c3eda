import type { SignalRule } from './signal-settings.ts'
import type { SignalType } from './signal-type.ts'

/** How many of something there are, of one agent or of the org, and when the newest has happened. */
export interface Measure {
  readonly agentId: string | null
  readonly value: number
  /** Milliseconds. */
  readonly newestAt: number
}

/** More than the settings of the org let pass. */
export interface Finding extends Measure {
  readonly type: SignalType
  readonly threshold: number
  readonly windowSeconds: number
}

/** Those of the measures that reach what the rule says. */
export function findingsOf(
  type: SignalType,
  { enabled, threshold, windowSeconds }: SignalRule,
  measures: readonly Measure[],
): Finding[] {
  if (!enabled) return []
  return measures
    .filter(({ value }) => value >= threshold)
    .map((measure) => ({ ...measure, type, threshold, windowSeconds }))
}
