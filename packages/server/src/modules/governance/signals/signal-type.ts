import type { SignalSettings } from '@coxswain/contract'

/** What can be seen, by the names of the contract. */
export type SignalType = Exclude<keyof SignalSettings, 'version' | 'updated_at'>

const severities: Readonly<Record<SignalType, 'warning' | 'critical'>> = {
  autonomy_spike: 'critical',
  high_impact_low_oversight: 'critical',
  repeated_failures: 'critical',
  assumption_drift: 'warning',
  stale_assumption: 'warning',
  stale_action: 'warning',
  approval_backlog: 'critical',
  agent_silent: 'warning',
}

export const signalTypes = Object.keys(severities) as readonly SignalType[]

export function severityOf(type: SignalType): 'warning' | 'critical' {
  return severities[type]
}

/** The types of one severity. */
export function typesOf(severity: string): readonly SignalType[] {
  return signalTypes.filter((type) => severities[type] === severity)
}
