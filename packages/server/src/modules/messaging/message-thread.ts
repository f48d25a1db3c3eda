import type { MessageThread, MessageThreadCreate, MessageThreadEvent } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { Metadata } from '../identity/index.ts'

/**
 *     -        | create  -> open                    message_thread.created
 *     open     | send    -> open, one message more  message.sent
 *     open     | resolve -> resolved                message_thread.resolved
 *     resolved | any     -> 409 message_thread_resolved
 */
export interface MessageThreadRecord {
  readonly orgId: string
  readonly id: string
  readonly subject: string
  readonly resolution: string | null
  readonly messageCount: number
  readonly agentId: string | null
  readonly metadata: Metadata
  readonly createdAt: number
  readonly updatedAt: number
  readonly resolvedAt: number | null
}

export function createThread(
  orgId: string,
  id: string,
  agentId: string | null,
  body: MessageThreadCreate,
  now: number,
): MessageThreadRecord {
  return {
    orgId,
    id,
    subject: body.subject,
    resolution: null,
    messageCount: 0,
    agentId,
    metadata: body.metadata ?? {},
    createdAt: now,
    updatedAt: now,
    resolvedAt: null,
  }
}

/** The thread with one message more. */
export function extendThread(thread: MessageThreadRecord, now: number): MessageThreadRecord {
  refuseResolved(thread)
  return { ...thread, messageCount: thread.messageCount + 1, updatedAt: now }
}

export function resolveThread(
  thread: MessageThreadRecord,
  resolution: string | null,
  now: number,
): MessageThreadRecord {
  refuseResolved(thread)
  return { ...thread, resolution, updatedAt: now, resolvedAt: now }
}

function refuseResolved({ id, resolvedAt }: MessageThreadRecord): void {
  if (resolvedAt === null) return
  throw new CoxswainError('message_thread_resolved', {
    detail: `the message thread \`${id}\` was resolved at ${timestamp(resolvedAt)}`,
  })
}

export function threadView(thread: MessageThreadRecord): MessageThread {
  return {
    id: thread.id,
    org_id: thread.orgId,
    subject: thread.subject,
    status: statusOf(thread),
    resolution: thread.resolution,
    message_count: thread.messageCount,
    agent_id: thread.agentId,
    metadata: thread.metadata,
    created_at: timestamp(thread.createdAt),
    updated_at: timestamp(thread.updatedAt),
    resolved_at: timestampOrNull(thread.resolvedAt),
  }
}

/** What the log tells: which thread, never what is said in it. */
export function threadEvent(thread: MessageThreadRecord): MessageThreadEvent {
  return {
    message_thread_id: thread.id,
    status: statusOf(thread),
    message_count: thread.messageCount,
    agent_id: thread.agentId,
  }
}

export function statusOf({ resolvedAt }: Pick<MessageThreadRecord, 'resolvedAt'>) {
  return resolvedAt === null ? 'open' : 'resolved'
}
