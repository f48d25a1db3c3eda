import type { Message, MessageEvent, MessageSend, MessageType } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import type { Metadata } from '../identity/index.ts'

export interface MessageRecord {
  readonly orgId: string
  readonly id: string
  readonly type: MessageType
  readonly urgent: boolean
  readonly subject: string | null
  readonly body: string
  /** Who sent it. */
  readonly agentId: string | null
  /** `null` when it was sent to all. */
  readonly toAgentId: string | null
  readonly threadId: string | null
  readonly replyToId: string | null
  readonly deliveryCount: number
  readonly metadata: Metadata
  readonly createdAt: number
}

/** What is known of a message before its body is looked at. */
export interface Envelope {
  readonly orgId: string
  readonly id: string
  readonly agentId: string | null
  readonly threadId: string | null
  readonly deliveryCount: number
  readonly createdAt: number
}

export function createMessage(envelope: Envelope, body: MessageSend): MessageRecord {
  return {
    ...envelope,
    type: body.type ?? 'info',
    urgent: body.urgent ?? false,
    subject: body.subject ?? null,
    body: body.body,
    toAgentId: body.to_agent_id,
    replyToId: body.reply_to_id ?? null,
    metadata: body.metadata ?? {},
  }
}

export function messageView(message: MessageRecord): Message {
  return {
    id: message.id,
    org_id: message.orgId,
    type: message.type,
    urgent: message.urgent,
    subject: message.subject,
    body: message.body,
    agent_id: message.agentId,
    to_agent_id: message.toAgentId,
    message_thread_id: message.threadId,
    reply_to_id: message.replyToId,
    delivery_count: message.deliveryCount,
    metadata: message.metadata,
    created_at: timestamp(message.createdAt),
  }
}

/** What the log tells: which message, never what it says. */
export function messageEvent(message: MessageRecord): MessageEvent {
  return {
    message_id: message.id,
    type: message.type,
    urgent: message.urgent,
    agent_id: message.agentId,
    to_agent_id: message.toAgentId,
    message_thread_id: message.threadId,
    reply_to_id: message.replyToId,
    delivery_count: message.deliveryCount,
  }
}
