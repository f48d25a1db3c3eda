import type { MessageReceipt } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import type { MessageRecord } from './message.ts'

/** How a message stands in the inbox of one agent. */
export interface ReceiptRecord {
  readonly orgId: string
  readonly messageId: string
  readonly agentId: string
  readonly deliveredAt: number
  readonly readAt: number | null
  readonly archivedAt: number | null
}

/** To one agent; or to all that are there, but not to who says it. */
export function recipientsOf(
  { agentId, toAgentId }: Pick<MessageRecord, 'agentId' | 'toAgentId'>,
  all: readonly string[],
): readonly string[] {
  return toAgentId === null ? all.filter((id) => id !== agentId) : [toAgentId]
}

export function deliver(message: MessageRecord, agentId: string): ReceiptRecord {
  return {
    orgId: message.orgId,
    messageId: message.id,
    agentId,
    deliveredAt: message.createdAt,
    readAt: null,
    archivedAt: null,
  }
}

/** The first time counts; the same receipt says that nothing changed. */
export function readReceipt(receipt: ReceiptRecord, now: number): ReceiptRecord {
  return receipt.readAt === null ? { ...receipt, readAt: now } : receipt
}

/** Putting away is no reading. The first time counts here too. */
export function archiveReceipt(receipt: ReceiptRecord, now: number): ReceiptRecord {
  return receipt.archivedAt === null ? { ...receipt, archivedAt: now } : receipt
}

export function receiptView(receipt: ReceiptRecord): MessageReceipt {
  return {
    message_id: receipt.messageId,
    agent_id: receipt.agentId,
    delivered_at: timestamp(receipt.deliveredAt),
    read_at: timestampOrNull(receipt.readAt),
    archived_at: timestampOrNull(receipt.archivedAt),
  }
}
