import { isDeepStrictEqual } from 'node:util'
import type { SignalSettings, SignalSettingsUpdate } from '@coxswain/contract'
import { timestampOrNull } from '../../../clock.ts'
import { type SignalType, signalTypes } from './signal-type.ts'

/** When a type of signal is raised. */
export interface SignalRule {
  readonly enabled: boolean
  /** From how many on. */
  readonly threshold: number
  readonly windowSeconds: number
}

export interface SettingsRecord {
  readonly orgId: string
  readonly rules: Readonly<Record<SignalType, SignalRule>>
  readonly version: number
  readonly updatedAt: number | null
}

const hour = 3600
const rule = (threshold: number, windowSeconds: number): SignalRule => ({
  enabled: true,
  threshold,
  windowSeconds,
})

/** What every org begins with. */
const defaultRules: SettingsRecord['rules'] = {
  autonomy_spike: rule(100, hour),
  high_impact_low_oversight: rule(1, hour),
  repeated_failures: rule(3, hour),
  assumption_drift: rule(3, 24 * hour),
  stale_assumption: rule(1, 7 * 24 * hour),
  stale_action: rule(1, hour),
  approval_backlog: rule(5, hour / 4),
  agent_silent: rule(1, 60),
}

export function defaultSettings(orgId: string): SettingsRecord {
  return { orgId, rules: defaultRules, version: 0, updatedAt: null }
}

/** The settings after a merge patch; the same object when nothing changes. */
export function updateSettings(
  settings: SettingsRecord,
  patch: SignalSettingsUpdate,
  now: number,
): SettingsRecord {
  const rules = { ...settings.rules }
  for (const type of signalTypes) {
    const { enabled, threshold, window_seconds: windowSeconds } = patch[type] ?? {}
    const known = rules[type]
    rules[type] = {
      enabled: enabled ?? known.enabled,
      threshold: threshold ?? known.threshold,
      windowSeconds: windowSeconds ?? known.windowSeconds,
    }
  }
  if (isDeepStrictEqual(rules, settings.rules)) return settings
  return { ...settings, rules, version: settings.version + 1, updatedAt: now }
}

export function settingsView({ rules, version, updatedAt }: SettingsRecord): SignalSettings {
  const shown = signalTypes.map((type) => {
    const { enabled, threshold, windowSeconds } = rules[type]
    return [type, { enabled, threshold, window_seconds: windowSeconds }] as const
  })
  const byType = Object.fromEntries(shown) as Pick<SignalSettings, SignalType>
  return { ...byType, version, updated_at: timestampOrNull(updatedAt) }
}
