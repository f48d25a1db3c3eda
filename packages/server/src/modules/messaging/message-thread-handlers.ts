import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { refuseIdle, refuseOtherAuthor, requireAuthor } from '../identity/index.ts'
import { messageView } from './message.ts'
import { listThreadMessages } from './message-repository.ts'
import {
  createThread,
  type MessageThreadRecord,
  resolveThread,
  threadEvent,
  threadView,
} from './message-thread.ts'
import { findThread, insertThread, listThreads, updateThread } from './message-thread-repository.ts'

type MessageThreadOperation =
  | 'messageThreads.create'
  | 'messageThreads.list'
  | 'messageThreads.get'
  | 'messageThreads.messages'
  | 'messageThreads.resolve'

export const messageThreadHandlers: Handlers<MessageThreadOperation> = {
  async 'messageThreads.create'({ body }, { tx, events, orgId, principal, ids, now }) {
    const agentId = await requireAuthor(tx, orgId, principal, body.agent_id, refuseIdle)
    const thread = createThread(orgId, ids.next('mth', orgId), agentId, body, now)
    await insertThread(tx, thread)
    events.append('message_thread.created', thread.id, threadEvent(thread))
    return threadView(thread)
  },

  'messageThreads.list'({ query }, { tx, orgId, page }) {
    const filter = { status: query.status, agentId: query.agent_id }
    return page(query, {
      fetch: (range) => listThreads(tx, orgId, filter, range),
      position: (thread) => [thread.createdAt, thread.id],
      item: threadView,
    })
  },

  async 'messageThreads.get'({ path }, { tx, orgId }) {
    return threadView(await requireThread(tx, orgId, path.message_thread_id))
  },

  async 'messageThreads.messages'({ path, query }, { tx, orgId, principal, page }) {
    const { id } = await requireThread(tx, orgId, path.message_thread_id)
    return page(query, {
      fetch: (range) => listThreadMessages(tx, orgId, id, principal.agentId, range),
      position: (message) => [message.createdAt, message.id],
      item: messageView,
    })
  },

  async 'messageThreads.resolve'({ path, body }, { tx, events, orgId, principal, now }) {
    const before = await requireThread(tx, orgId, path.message_thread_id, 'update')
    refuseOtherAuthor(principal, before.agentId)
    const thread = resolveThread(before, body.resolution ?? null, now)
    await updateThread(tx, thread)
    events.append('message_thread.resolved', thread.id, threadEvent(thread))
    return threadView(thread)
  },
}

export async function requireThread(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<MessageThreadRecord> {
  const thread = await findThread(tx, orgId, id, lock)
  if (thread !== null) return thread
  throw new CoxswainError('not_found', { detail: `there is no message thread \`${id}\`` })
}
