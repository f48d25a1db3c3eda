import type {
  ContextCategory,
  ContextEntry,
  ContextEntryAdd,
  ContextEntryEvent,
  ContextThread,
  ContextThreadCreate,
  ContextThreadEvent,
} from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { SearchTerms } from '../../store/search-terms.ts'
import type { Metadata } from '../identity/index.ts'
import { type Asked, askFor } from './asked.ts'
import { orgTerm, tagTerm } from './context-point.ts'

/**
 *     -      | create   -> open                 context_thread.created
 *     open   | addEntry -> open, one entry more context_thread.entry_added
 *     open   | close    -> closed               context_thread.closed
 *     closed | any      -> 409 context_thread_closed
 */
export interface ContextThreadRecord {
  readonly orgId: string
  readonly id: string
  readonly title: string
  readonly summary: string | null
  /** Also the number of the last entry. */
  readonly entryCount: number
  readonly tags: readonly string[]
  readonly agentId: string | null
  readonly metadata: Metadata
  readonly createdAt: number
  readonly updatedAt: number
  readonly closedAt: number | null
}

export interface ContextEntryRecord {
  readonly orgId: string
  readonly id: string
  readonly threadId: string
  readonly number: number
  readonly category: ContextCategory
  readonly content: string
  readonly agentId: string | null
  readonly metadata: Metadata
  readonly createdAt: number
}

export function createThread(
  orgId: string,
  id: string,
  agentId: string | null,
  body: ContextThreadCreate,
  now: number,
): ContextThreadRecord {
  return {
    orgId,
    id,
    title: body.title,
    summary: body.summary ?? null,
    entryCount: 0,
    tags: body.tags ?? [],
    agentId,
    metadata: body.metadata ?? {},
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  }
}

/** The thread with one entry more, and the entry. */
export function extendThread(
  thread: ContextThreadRecord,
  id: string,
  agentId: string | null,
  body: ContextEntryAdd,
  now: number,
): { readonly thread: ContextThreadRecord; readonly entry: ContextEntryRecord } {
  refuseClosed(thread)
  const number = thread.entryCount + 1
  const entry = {
    orgId: thread.orgId,
    id,
    threadId: thread.id,
    number,
    category: body.category ?? 'general',
    content: body.content,
    agentId,
    metadata: body.metadata ?? {},
    createdAt: now,
  }
  const summary = body.summary ?? thread.summary
  return { thread: { ...thread, summary, entryCount: number, updatedAt: now }, entry }
}

export function closeThread(
  thread: ContextThreadRecord,
  summary: string | null | undefined,
  now: number,
): ContextThreadRecord {
  refuseClosed(thread)
  return { ...thread, summary: summary ?? thread.summary, updatedAt: now, closedAt: now }
}

function refuseClosed({ id, closedAt }: ContextThreadRecord): void {
  if (closedAt === null) return
  throw new CoxswainError('context_thread_closed', {
    detail: `the context thread \`${id}\` was closed at ${timestamp(closedAt)}`,
  })
}

export function threadTerms({ orgId, tags }: ContextThreadRecord): SearchTerms {
  return [orgTerm(orgId), ...tags.map(tagTerm)]
}

export function askedThreadTerms(orgId: string, tag: string | undefined): Asked {
  return askFor(orgTerm(orgId), tag === undefined ? [] : [tagTerm(tag)], undefined)
}

export function threadView(thread: ContextThreadRecord): ContextThread {
  return {
    id: thread.id,
    org_id: thread.orgId,
    title: thread.title,
    status: statusOf(thread),
    summary: thread.summary,
    entry_count: thread.entryCount,
    tags: [...thread.tags],
    agent_id: thread.agentId,
    metadata: thread.metadata,
    created_at: timestamp(thread.createdAt),
    updated_at: timestamp(thread.updatedAt),
    closed_at: timestampOrNull(thread.closedAt),
  }
}

export function entryView(entry: ContextEntryRecord): ContextEntry {
  return {
    id: entry.id,
    org_id: entry.orgId,
    context_thread_id: entry.threadId,
    number: entry.number,
    category: entry.category,
    content: entry.content,
    agent_id: entry.agentId,
    metadata: entry.metadata,
    created_at: timestamp(entry.createdAt),
  }
}

/** What the log tells: which thread, never what it says. */
export function threadEvent(thread: ContextThreadRecord): ContextThreadEvent {
  return {
    context_thread_id: thread.id,
    status: statusOf(thread),
    entry_count: thread.entryCount,
    agent_id: thread.agentId,
  }
}

export function entryEvent(entry: ContextEntryRecord): ContextEntryEvent {
  return {
    context_thread_id: entry.threadId,
    context_entry_id: entry.id,
    number: entry.number,
    category: entry.category,
    agent_id: entry.agentId,
  }
}

function statusOf({ closedAt }: ContextThreadRecord) {
  return closedAt === null ? 'open' : 'closed'
}
