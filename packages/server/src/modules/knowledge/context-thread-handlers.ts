import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { refuseOtherAuthor, requireAuthor } from '../identity/index.ts'
import { insertEntry, listEntries } from './context-entry-repository.ts'
import {
  askedThreadTerms,
  type ContextThreadRecord,
  closeThread,
  createThread,
  entryEvent,
  entryView,
  extendThread,
  threadEvent,
  threadView,
} from './context-thread.ts'
import { findThread, insertThread, listThreads, updateThread } from './context-thread-repository.ts'

type ContextThreadOperation =
  | 'contextThreads.create'
  | 'contextThreads.list'
  | 'contextThreads.get'
  | 'contextThreads.addEntry'
  | 'contextThreads.entries'
  | 'contextThreads.close'

export const contextThreadHandlers: Handlers<ContextThreadOperation> = {
  async 'contextThreads.create'({ body }, { tx, events, orgId, principal, ids, now }) {
    const agentId = await requireAuthor(tx, orgId, principal, body.agent_id)
    const thread = createThread(orgId, ids.next('cth', orgId), agentId, body, now)
    await insertThread(tx, thread)
    events.append('context_thread.created', thread.id, threadEvent(thread))
    return threadView(thread)
  },

  'contextThreads.list'({ query }, { tx, orgId, page }) {
    const terms = askedThreadTerms(orgId, query.tag)
    const filter = { status: query.status, agentId: query.agent_id }
    return page(query, {
      fetch: async (range) =>
        terms === 'nothing' ? [] : listThreads(tx, orgId, { ...filter, terms }, range),
      position: (thread) => [thread.createdAt, thread.id],
      item: threadView,
    })
  },

  async 'contextThreads.get'({ path }, { tx, orgId }) {
    return threadView(await requireThread(tx, orgId, path.context_thread_id))
  },

  async 'contextThreads.addEntry'({ path, body }, { tx, events, orgId, principal, ids, now }) {
    const agentId = await requireAuthor(tx, orgId, principal, body.agent_id)
    // The lock on the thread is what keeps the numbers of its entries without a gap.
    const before = await requireThread(tx, orgId, path.context_thread_id, 'update')
    const { thread, entry } = extendThread(before, ids.next('cte', orgId), agentId, body, now)
    await insertEntry(tx, entry)
    await updateThread(tx, thread)
    events.append('context_thread.entry_added', thread.id, entryEvent(entry))
    return entryView(entry)
  },

  async 'contextThreads.entries'({ path, query }, { tx, orgId, page }) {
    const { id } = await requireThread(tx, orgId, path.context_thread_id)
    return page(query, {
      fetch: (range) => listEntries(tx, orgId, id, range),
      position: (entry) => [entry.number],
      item: entryView,
    })
  },

  async 'contextThreads.close'({ path, body }, { tx, events, orgId, principal, now }) {
    const before = await requireThread(tx, orgId, path.context_thread_id, 'update')
    refuseOtherAuthor(principal, before.agentId)
    const thread = closeThread(before, body.summary, now)
    await updateThread(tx, thread)
    events.append('context_thread.closed', thread.id, threadEvent(thread))
    return threadView(thread)
  },
}

async function requireThread(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<ContextThreadRecord> {
  const thread = await findThread(tx, orgId, id, lock)
  if (thread !== null) return thread
  throw new CoxswainError('not_found', { detail: `there is no context thread \`${id}\`` })
}
