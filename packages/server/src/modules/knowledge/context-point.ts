import type {
  ContextCategory,
  ContextPoint,
  ContextPointCreate,
  ContextPointEvent,
} from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import { exactTerm, type SearchTerms, wordTerms } from '../../store/search-terms.ts'
import type { Metadata } from '../identity/index.ts'
import { type Asked, askFor } from './asked.ts'

/** Something worth knowing. It never changes: it is there until someone deletes it. */
export interface ContextPointRecord {
  readonly orgId: string
  readonly id: string
  readonly category: ContextCategory
  readonly importance: number
  readonly content: string
  readonly tags: readonly string[]
  readonly agentId: string | null
  readonly sessionId: string | null
  readonly metadata: Metadata
  readonly createdAt: number
}

const usualImportance = 5

export function createPoint(
  orgId: string,
  id: string,
  agentId: string | null,
  body: ContextPointCreate,
  now: number,
): ContextPointRecord {
  return {
    orgId,
    id,
    category: body.category ?? 'general',
    importance: body.importance ?? usualImportance,
    content: body.content,
    tags: body.tags ?? [],
    agentId,
    sessionId: body.session_id ?? null,
    metadata: body.metadata ?? {},
    createdAt: now,
  }
}

export function pointTerms({ orgId, content, tags }: ContextPointRecord): SearchTerms {
  return [orgTerm(orgId), ...tags.map(tagTerm), ...wordTerms([content, ...tags].join(' '))]
}

export function askedPointTerms(
  orgId: string,
  { tag, q }: { readonly tag?: string | undefined; readonly q?: string | undefined },
): Asked {
  return askFor(orgTerm(orgId), tag === undefined ? [] : [tagTerm(tag)], q)
}

export const tagTerm = (tag: string) => exactTerm('tag', tag)
/** All that belongs to one org. */
export const orgTerm = (orgId: string) => exactTerm('org', orgId)

export function pointView(point: ContextPointRecord): ContextPoint {
  return {
    id: point.id,
    org_id: point.orgId,
    category: point.category,
    importance: point.importance,
    content: point.content,
    tags: [...point.tags],
    agent_id: point.agentId,
    session_id: point.sessionId,
    metadata: point.metadata,
    created_at: timestamp(point.createdAt),
  }
}

/** What the log tells: which point, never what it says. */
export function pointEvent(point: ContextPointRecord): ContextPointEvent {
  return {
    context_point_id: point.id,
    category: point.category,
    importance: point.importance,
    agent_id: point.agentId,
    session_id: point.sessionId,
  }
}
