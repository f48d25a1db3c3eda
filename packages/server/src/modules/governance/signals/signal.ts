import type { Signal, SignalSummary } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../../clock.ts'
import { CoxswainError } from '../../../coxswain-error.ts'
import type { Finding } from './finding.ts'
import { type SignalType, severityOf } from './signal-type.ts'

/**
 * What is seen of one type about one agent is one signal, for good.
 *
 *     -                   | seen               -> open           signal.detected
 *     open, acknowledged  | seen, with news    -> the same, counted once more
 *     resolved            | seen, with news    -> open           signal.reopened
 *     open, acknowledged  | over by itself     -> resolved       signal.resolved
 *     open                | acknowledge        -> acknowledged   signal.acknowledged
 *     open, acknowledged  | resolve            -> resolved       signal.resolved
 *     acknowledged, resolved | reopen          -> open           signal.reopened
 *     resolved            | acknowledge        -> 409 invalid_state
 *     what is so already  | asked for again    -> nothing changes
 *
 * News is what has happened after the newest that the signal has counted: what somebody has resolved
 * does not come back for what they knew.
 */
export type SignalStatus = 'open' | 'acknowledged' | 'resolved'

export interface SignalRecord {
  readonly orgId: string
  readonly id: string
  readonly type: SignalType
  /** `null` for the org as a whole. */
  readonly agentId: string | null
  readonly status: SignalStatus
  readonly value: number
  readonly threshold: number
  readonly windowSeconds: number
  readonly count: number
  readonly note: string | null
  /** When the newest of what was counted has happened. */
  readonly newestAt: number
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  readonly acknowledgedAt: number | null
  readonly acknowledgedBy: string | null
  readonly resolvedAt: number | null
  readonly resolvedBy: string | null
}

export type SignalEvent =
  | 'signal.detected'
  | 'signal.reopened'
  | 'signal.acknowledged'
  | 'signal.resolved'

/** A signal after something has happened to it, and what the log is told; `null` for nothing. */
export interface SignalChange {
  readonly signal: SignalRecord
  readonly event: SignalEvent | null
}

export function detectSignal(
  orgId: string,
  id: string,
  finding: Finding,
  now: number,
): SignalRecord {
  return {
    orgId,
    id,
    type: finding.type,
    agentId: finding.agentId,
    status: 'open',
    ...measured(finding),
    count: 1,
    note: null,
    firstSeenAt: now,
    lastSeenAt: now,
    ...unanswered,
  }
}

/** The signal after it was looked for again; `finding` is `null` where there was nothing to see. */
export function observeSignal(
  signal: SignalRecord,
  finding: Finding | null,
  now: number,
): SignalChange {
  const isResolved = signal.status === 'resolved'
  if (finding === null) {
    if (isResolved) return { signal, event: null }
    const over = { status: 'resolved', resolvedAt: now, resolvedBy: null } as const
    return { signal: { ...signal, ...over }, event: 'signal.resolved' }
  }
  if (finding.newestAt <= signal.newestAt) return { signal, event: null }
  const seen = { ...signal, ...measured(finding), count: signal.count + 1, lastSeenAt: now }
  if (!isResolved) return { signal: seen, event: null }
  return { signal: { ...seen, status: 'open', ...unanswered }, event: 'signal.reopened' }
}

export interface Answer {
  readonly on: 'acknowledge' | 'resolve' | 'reopen'
  /** The API key of whoever answers. */
  readonly by: string
  /** What was said before stays where this is `undefined`. */
  readonly note: string | null | undefined
}

/** The signal after a person has dealt with it. */
export function answerSignal(
  signal: SignalRecord,
  { on, by, note = signal.note }: Answer,
  now: number,
): SignalChange {
  const said = { ...signal, note }
  const { status } = signal
  if (on === 'acknowledge') {
    if (status === 'acknowledged') return { signal: said, event: null }
    if (status === 'resolved') throw wrongState(signal, 'acknowledged')
    const taken = { status: 'acknowledged', acknowledgedAt: now, acknowledgedBy: by } as const
    return { signal: { ...said, ...taken }, event: 'signal.acknowledged' }
  }
  if (on === 'resolve') {
    if (status === 'resolved') return { signal: said, event: null }
    const done = { status: 'resolved', resolvedAt: now, resolvedBy: by } as const
    return { signal: { ...said, ...done }, event: 'signal.resolved' }
  }
  if (status === 'open') return { signal: said, event: null }
  return { signal: { ...said, status: 'open', ...unanswered }, event: 'signal.reopened' }
}

const unanswered = {
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  resolvedBy: null,
}

function measured({ value, threshold, windowSeconds, newestAt }: Finding) {
  return { value, threshold, windowSeconds, newestAt }
}

function wrongState({ id, status }: SignalRecord, wanted: string): CoxswainError {
  return new CoxswainError('invalid_state', {
    detail: `the signal \`${id}\` is \`${status}\`, so it can't be ${wanted}: re-open it first`,
    state: status,
  })
}

export function signalView(signal: SignalRecord): Signal {
  return {
    ...signalSummary(signal),
    org_id: signal.orgId,
    note: signal.note,
    acknowledged_at: timestampOrNull(signal.acknowledgedAt),
    acknowledged_by: signal.acknowledgedBy,
    resolved_at: timestampOrNull(signal.resolvedAt),
    resolved_by: signal.resolvedBy,
  }
}

/** What the log is told: nothing that a person wrote. */
export function signalSummary(signal: SignalRecord): SignalSummary {
  return {
    id: signal.id,
    type: signal.type,
    severity: severityOf(signal.type),
    status: signal.status,
    agent_id: signal.agentId,
    summary: tell(signal),
    value: signal.value,
    threshold: signal.threshold,
    window_seconds: signal.windowSeconds,
    count: signal.count,
    first_seen_at: timestamp(signal.firstSeenAt),
    last_seen_at: timestamp(signal.lastSeenAt),
  }
}

const sentences: Readonly<Record<SignalType, (signal: SignalRecord) => string>> = {
  autonomy_spike: (s) =>
    `${s.value} actions of \`${s.agentId}\` were allowed without a person within ${s.windowSeconds} s`,
  high_impact_low_oversight: (s) =>
    `${s.value} risky actions of \`${s.agentId}\` were allowed without a person within ${s.windowSeconds} s`,
  repeated_failures: (s) =>
    `${s.value} actions of \`${s.agentId}\` failed or were lost within ${s.windowSeconds} s`,
  assumption_drift: (s) =>
    `${s.value} assumptions of \`${s.agentId}\` turned out wrong within ${s.windowSeconds} s`,
  stale_assumption: (s) =>
    `${s.value} assumptions of \`${s.agentId}\` have been open for more than ${s.windowSeconds} s`,
  stale_action: (s) =>
    `${s.value} approved actions of \`${s.agentId}\` have not been begun for more than ${s.windowSeconds} s`,
  approval_backlog: (s) =>
    `${s.value} approvals have been waiting for more than ${s.windowSeconds} s`,
  agent_silent: (s) =>
    `the heartbeat of \`${s.agentId}\` is late by more than ${s.windowSeconds} s`,
}

function tell(signal: SignalRecord): string {
  return sentences[signal.type](signal)
}
