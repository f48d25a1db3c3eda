import { isDeepStrictEqual } from 'node:util'
import type { Agent, AgentUpsert } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { Metadata } from './metadata.ts'

/**
 * The life of an agent. `silent` is no state: it is read off the last heartbeat and the time.
 *
 *     upsert                 -> active
 *     active    | suspend    -> suspended      (again: the first reason stays)
 *     suspended | resume     -> active         (on an active one: nothing)
 *     active    | retire     -> retired        (for good; again: nothing)
 *     suspended | retire     -> retired
 *     retired   | any other  -> 409 agent_retired
 */
export interface AgentRecord {
  readonly orgId: string
  readonly id: string
  readonly version: number
  readonly displayName: string | null
  readonly description: string | null
  readonly capabilities: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly heartbeatTimeoutSeconds: number | null
  readonly metadata: Metadata
  readonly lastHeartbeatAt: number | null
  readonly suspendedAt: number | null
  readonly suspendedReason: string | null
  readonly retiredAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** What of an agent says whether it may start anything. */
export type AgentStanding = Pick<
  AgentRecord,
  'id' | 'suspendedAt' | 'suspendedReason' | 'retiredAt'
>

export type AgentStatus = 'active' | 'silent' | 'suspended' | 'retired'

/** From when on an agent is silent, unless a heartbeat comes; `null` for never. */
export function silentAt(
  agent: Pick<AgentRecord, 'heartbeatTimeoutSeconds' | 'lastHeartbeatAt' | 'createdAt'>,
): number | null {
  const { heartbeatTimeoutSeconds, lastHeartbeatAt, createdAt } = agent
  if (heartbeatTimeoutSeconds === null) return null
  return (lastHeartbeatAt ?? createdAt) + heartbeatTimeoutSeconds * 1000
}

export function agentStatus(agent: AgentRecord, now: number): AgentStatus {
  if (agent.retiredAt !== null) return 'retired'
  if (agent.suspendedAt !== null) return 'suspended'
  const silent = silentAt(agent)
  return silent !== null && silent <= now ? 'silent' : 'active'
}

/** The agent after a PUT of all that can be edited; the same object when nothing changes. */
export function upsertAgent(
  orgId: string,
  id: string,
  current: AgentRecord | null,
  body: AgentUpsert,
  now: number,
): AgentRecord {
  const edited = {
    displayName: body.display_name ?? null,
    description: body.description ?? null,
    capabilities: body.capabilities ?? [],
    labels: body.labels ?? {},
    heartbeatTimeoutSeconds: body.heartbeat_timeout_seconds ?? null,
    metadata: body.metadata ?? {},
  }
  if (current === null) return { ...freshAgent(orgId, id, now), ...edited }
  refuseRetired(current)
  const updated = { ...current, ...edited }
  if (isDeepStrictEqual(updated, current)) return current
  return { ...updated, version: current.version + 1, updatedAt: now }
}

export function suspendAgent(agent: AgentRecord, reason: string, now: number): AgentRecord {
  refuseRetired(agent)
  if (agent.suspendedAt !== null) return agent
  return changed(agent, { suspendedAt: now, suspendedReason: reason }, now)
}

export function resumeAgent(agent: AgentRecord, now: number): AgentRecord {
  refuseRetired(agent)
  if (agent.suspendedAt === null) return agent
  return changed(agent, { suspendedAt: null, suspendedReason: null }, now)
}

export function retireAgent(agent: AgentRecord, now: number): AgentRecord {
  if (agent.retiredAt !== null) return agent
  return changed(agent, { retiredAt: now, suspendedAt: null, suspendedReason: null }, now)
}

/** A heartbeat is no edit: version and `updated_at` stay. */
export function heartbeatAgent(agent: AgentRecord, now: number): AgentRecord {
  refuseRetired(agent)
  return { ...agent, lastHeartbeatAt: now }
}

/** Refuses an agent that may not start anything. */
export function refuseIdle(agent: AgentStanding): void {
  if (agent.suspendedAt !== null) {
    throw new CoxswainError('agent_suspended', {
      detail: `the agent \`${agent.id}\` is suspended: ${agent.suspendedReason}`,
    })
  }
  refuseRetired(agent)
}

export function agentView(agent: AgentRecord, now: number): Agent {
  return {
    id: agent.id,
    org_id: agent.orgId,
    display_name: agent.displayName,
    description: agent.description,
    capabilities: [...agent.capabilities],
    labels: agent.labels,
    heartbeat_timeout_seconds: agent.heartbeatTimeoutSeconds,
    status: agentStatus(agent, now),
    last_heartbeat_at: timestampOrNull(agent.lastHeartbeatAt),
    suspended_at: timestampOrNull(agent.suspendedAt),
    suspended_reason: agent.suspendedReason,
    retired_at: timestampOrNull(agent.retiredAt),
    metadata: agent.metadata,
    created_at: timestamp(agent.createdAt),
    updated_at: timestamp(agent.updatedAt),
  }
}

function freshAgent(orgId: string, id: string, now: number) {
  return {
    orgId,
    id,
    version: 1,
    lastHeartbeatAt: null,
    suspendedAt: null,
    suspendedReason: null,
    retiredAt: null,
    createdAt: now,
    updatedAt: now,
  }
}

function changed(agent: AgentRecord, fields: Partial<AgentRecord>, now: number): AgentRecord {
  return { ...agent, ...fields, version: agent.version + 1, updatedAt: now }
}

/** Refuses an agent that will never act again. */
export function refuseRetired(agent: AgentStanding): void {
  if (agent.retiredAt === null) return
  throw new CoxswainError('agent_retired', {
    detail: `the agent \`${agent.id}\` is retired for good`,
  })
}
