import type { MessageReceipt } from '@coxswain/contract'
import type { ContextFor, Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { agentMismatch } from '../../http/prepare.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import {
  listStandingAgents,
  refuseIdle,
  refuseRetired,
  requireAuthor,
  requireStanding,
} from '../identity/index.ts'
import { createMessage, type MessageRecord, messageEvent, messageView } from './message.ts'
import { findMessage, insertMessage, listMessages } from './message-repository.ts'
import { extendThread } from './message-thread.ts'
import { requireThread } from './message-thread-handlers.ts'
import { updateThread } from './message-thread-repository.ts'
import {
  archiveReceipt,
  deliver,
  type ReceiptRecord,
  readReceipt,
  receiptView,
  recipientsOf,
} from './receipt.ts'
import {
  findReceipt,
  insertReceipts,
  listInbox,
  listReceipts,
  updateReceipt,
} from './receipt-repository.ts'

type MessageOperation =
  | 'messages.send'
  | 'messages.list'
  | 'messages.get'
  | 'messages.receipts'
  | 'messages.inbox'
  | 'messages.read'
  | 'messages.archive'

export const messageHandlers: Handlers<MessageOperation> = {
  async 'messages.send'({ body }, { tx, events, orgId, principal, ids, now }) {
    const agentId = await requireAuthor(tx, orgId, principal, body.agent_id, refuseIdle)
    const toAgentId = body.to_agent_id
    if (toAgentId !== null) refuseRetired(await requireStanding(tx, orgId, toAgentId, 'share'))
    const threadId = await threadOf(body, tx, orgId, principal)
    if (threadId !== null) {
      // The lock on the thread keeps a message out of it that comes as it is resolved.
      await updateThread(tx, extendThread(await requireThread(tx, orgId, threadId, 'update'), now))
    }
    const all = toAgentId === null ? await listStandingAgents(tx, orgId) : []
    const recipients = recipientsOf({ agentId, toAgentId }, all)
    const id = ids.next('msg', orgId)
    const deliveryCount = recipients.length
    const message = createMessage(
      { orgId, id, agentId, threadId, deliveryCount, createdAt: now },
      body,
    )
    await insertMessage(tx, message)
    const receipts = recipients.map((recipient) => deliver(message, recipient))
    await insertReceipts(tx, message, receipts)
    events.append('message.sent', id, messageEvent(message))
    return messageView(message)
  },

  'messages.list'({ query }, { tx, orgId, principal, page }) {
    const { agentId: bound } = principal
    const nobody = bound !== null && query.agent_id !== undefined && query.agent_id !== bound
    const filter = { agentId: bound ?? query.agent_id, type: query.type, urgent: query.urgent }
    return page(query, {
      fetch: async (range) => (nobody ? [] : listMessages(tx, orgId, filter, range)),
      position: (message) => [message.createdAt, message.id],
      item: messageView,
    })
  },

  async 'messages.get'({ path }, { tx, orgId, principal }) {
    return messageView(await requireMessage(tx, orgId, principal, path.message_id))
  },

  async 'messages.receipts'({ path, query }, { tx, orgId, principal, page }) {
    const { id } = await requireMessage(tx, orgId, principal, path.message_id)
    return page(query, {
      fetch: (range) => listReceipts(tx, orgId, id, range),
      position: (receipt) => [receipt.agentId],
      item: receiptView,
    })
  },

  async 'messages.inbox'({ path, query }, { tx, orgId, page }) {
    const { id } = await requireStanding(tx, orgId, path.agent_id)
    const { archived = false, unread, type, urgent } = query
    return page(query, {
      fetch: (range) => listInbox(tx, orgId, id, { archived, unread, type, urgent }, range),
      position: ({ receipt }) => [receipt.deliveredAt, receipt.messageId],
      item: ({ message, receipt }) => ({
        message: messageView(message),
        receipt: receiptView(receipt),
      }),
    })
  },

  'messages.read'({ path }, context) {
    return settle(path, context, 'message.read', readReceipt)
  },

  'messages.archive'({ path }, context) {
    return settle(path, context, 'message.archived', archiveReceipt)
  },
}

/** Changes a receipt, and logs that, unless it was so already. */
async function settle(
  { agent_id, message_id }: { readonly agent_id: string; readonly message_id: string },
  { tx, events, orgId, now }: ContextFor<'messages.read'>,
  event: 'message.read' | 'message.archived',
  change: (receipt: ReceiptRecord, now: number) => ReceiptRecord,
): Promise<MessageReceipt> {
  const before = await findReceipt(tx, orgId, message_id, agent_id, 'update')
  if (before === null) {
    throw new CoxswainError('not_found', {
      detail: `there is no message \`${message_id}\` in the inbox of \`${agent_id}\``,
    })
  }
  const receipt = change(before, now)
  if (receipt !== before) {
    await updateReceipt(tx, receipt)
    events.append(event, message_id, receiptView(receipt))
  }
  return receiptView(receipt)
}

/** The thread that is named, else that of the message that is answered. */
async function threadOf(
  body: { message_thread_id?: string | null; reply_to_id?: string | null },
  tx: AnyUnit,
  orgId: string,
  principal: ApiKeyPrincipal,
): Promise<string | null> {
  if (typeof body.reply_to_id !== 'string') return body.message_thread_id ?? null
  const answered = await requireMessage(tx, orgId, principal, body.reply_to_id)
  return body.message_thread_id ?? answered.threadId
}

/** A key that is bound to an agent reads what that agent sent or was sent. */
async function requireMessage(
  tx: AnyUnit,
  orgId: string,
  { agentId: bound }: ApiKeyPrincipal,
  id: string,
): Promise<MessageRecord> {
  const message = await findMessage(tx, orgId, id)
  if (message === null) {
    throw new CoxswainError('not_found', { detail: `there is no message \`${id}\`` })
  }
  if (bound === null || message.agentId === bound) return message
  if ((await findReceipt(tx, orgId, id, bound)) === null) throw agentMismatch(bound)
  return message
}
