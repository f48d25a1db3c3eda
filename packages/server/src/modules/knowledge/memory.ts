import { isDeepStrictEqual } from 'node:util'
import type { MemoryEntry, MemoryEvent, MemoryPut } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { exactTerm, type SearchTerms, wordTerms } from '../../store/search-terms.ts'
import type { Metadata } from '../identity/index.ts'
import { type Asked, askFor } from './asked.ts'

/** Where an entry is: the caller chose each of the three. */
export interface MemoryPlace {
  readonly agentId: string
  readonly namespace: string
  readonly key: string
}

/**
 * The life of an entry.
 *
 *     -         | put         -> at version 1                    memory.updated
 *     there     | put         -> at the next version             memory.updated, when anything changes
 *     there     | delete      -> gone                            memory.deleted
 *     there     | time passes -> absent to every reader; gone    memory.expired, by whoever comes first:
 *                                                                the sweeper, or who puts at its place
 */
export interface MemoryRecord extends MemoryPlace {
  readonly orgId: string
  readonly id: string
  readonly version: number
  readonly content: string
  readonly entities: readonly string[]
  readonly topics: readonly string[]
  readonly metadata: Metadata
  readonly expiresAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** What is over is absent, whether or not anyone has noticed. */
export function isOver({ expiresAt }: Pick<MemoryRecord, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && expiresAt <= now
}

export function createMemory(
  orgId: string,
  id: string,
  place: MemoryPlace,
  body: MemoryPut,
  now: number,
): MemoryRecord {
  return { orgId, id, ...place, version: 1, ...given(body, now), createdAt: now, updatedAt: now }
}

/** The entry after a PUT of all that it holds; the same object when nothing changes. */
export function replaceMemory(entry: MemoryRecord, body: MemoryPut, now: number): MemoryRecord {
  const replaced = { ...entry, ...given(body, now) }
  if (isDeepStrictEqual(replaced, entry)) return entry
  return { ...replaced, version: entry.version + 1, updatedAt: now }
}

function given(body: MemoryPut, now: number) {
  const { ttl_seconds: ttl = null } = body
  return {
    content: body.content,
    entities: body.entities ?? [],
    topics: body.topics ?? [],
    metadata: body.metadata ?? {},
    expiresAt: ttl === null ? null : now + ttl * 1000,
  }
}

export interface MemorySearch {
  readonly topic?: string | undefined
  readonly entity?: string | undefined
  /** Words, all of which must be there. */
  readonly q?: string | undefined
}

/** What an entry is found by. */
export function memoryTerms(entry: MemoryRecord): SearchTerms {
  const { orgId, agentId, key, content, entities, topics } = entry
  return [
    ownerTerm(orgId, agentId),
    ...topics.map(topicTerm),
    ...entities.map(entityTerm),
    ...wordTerms([key, content, ...entities, ...topics].join(' ')),
  ]
}

export function askedTerms(
  orgId: string,
  agentId: string,
  { topic, entity, q }: MemorySearch,
): Asked {
  const labels = [
    ...(topic === undefined ? [] : [topicTerm(topic)]),
    ...(entity === undefined ? [] : [entityTerm(entity)]),
  ]
  return askFor(ownerTerm(orgId, agentId), labels, q)
}

const topicTerm = (topic: string) => exactTerm('topic', topic)
const entityTerm = (entity: string) => exactTerm('entity', entity)
/** All that belongs to one memory. */
const ownerTerm = (orgId: string, agentId: string) => exactTerm('agent', `${orgId}/${agentId}`)

export function memoryView(entry: MemoryRecord): MemoryEntry {
  return {
    id: entry.id,
    org_id: entry.orgId,
    agent_id: entry.agentId,
    namespace: entry.namespace,
    key: entry.key,
    version: entry.version,
    content: entry.content,
    entities: [...entry.entities],
    topics: [...entry.topics],
    metadata: entry.metadata,
    expires_at: timestampOrNull(entry.expiresAt),
    created_at: timestamp(entry.createdAt),
    updated_at: timestamp(entry.updatedAt),
  }
}

/** What the log tells: which entry, never what it holds. */
export function memoryEvent({ id, agentId, namespace, key, version }: MemoryRecord): MemoryEvent {
  return { memory_id: id, agent_id: agentId, namespace, key, version }
}
