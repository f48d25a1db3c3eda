import type { Session, SessionEnd, SessionStart } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { bounded, type Metadata } from './metadata.ts'

/**
 *     start         -> active
 *     active | end  -> ended   (again: 409 session_ended)
 */
export interface SessionRecord {
  readonly orgId: string
  readonly id: string
  readonly agentId: string
  readonly name: string | null
  readonly outcome: SessionOutcome | null
  readonly summary: string | null
  readonly counters: Readonly<Record<string, number>>
  readonly metadata: Metadata
  readonly startedAt: number
  readonly endedAt: number | null
  readonly updatedAt: number
}

export type SessionOutcome = 'completed' | 'failed' | 'cancelled'

export function startSession(
  orgId: string,
  id: string,
  body: SessionStart,
  now: number,
): SessionRecord {
  return {
    orgId,
    id,
    agentId: body.agent_id,
    name: body.name ?? null,
    outcome: null,
    summary: null,
    counters: body.counters ?? {},
    metadata: body.metadata ?? {},
    startedAt: now,
    endedAt: null,
    updatedAt: now,
  }
}

/** Counters that are given replace those of the start, name by name. */
export function endSession(session: SessionRecord, body: SessionEnd, now: number): SessionRecord {
  if (session.endedAt !== null) {
    throw new CoxswainError('session_ended', {
      detail: `the session \`${session.id}\` ended at ${timestamp(session.endedAt)}`,
    })
  }
  return {
    ...session,
    outcome: body.outcome,
    summary: body.summary ?? null,
    counters: bounded('counters', { ...session.counters, ...body.counters }),
    endedAt: now,
    updatedAt: now,
  }
}

export function sessionView(session: SessionRecord): Session {
  return {
    id: session.id,
    org_id: session.orgId,
    agent_id: session.agentId,
    name: session.name,
    status: session.endedAt === null ? 'active' : 'ended',
    outcome: session.outcome,
    summary: session.summary,
    counters: session.counters,
    metadata: session.metadata,
    started_at: timestamp(session.startedAt),
    ended_at: timestampOrNull(session.endedAt),
    updated_at: timestamp(session.updatedAt),
  }
}
