import type { MessageType } from '@coxswain/contract'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import type { MessageRecord } from './message.ts'
import type { ReceiptTables } from './receipt-repository.ts'

export interface MessageTables {
  messages: MessageRow
}

export interface MessageRow {
  id: string
  org_id: string
  type: string
  urgent: number
  subject: string | null
  body: string
  agent_id: string | null
  to_agent_id: string | null
  thread_id: string | null
  reply_to_id: string | null
  delivery_count: number
  metadata: string
  created_at: number
}

const byId = prepareQuery<MessageTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom('messages').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findMessage(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<MessageRecord | null> {
  const [row] = await unit.run(byId, { orgId, id })
  return row === undefined ? null : messageRecord(row)
}

export async function insertMessage(unit: WriteUnit, message: MessageRecord): Promise<void> {
  const row: MessageRow = {
    id: message.id,
    org_id: message.orgId,
    type: message.type,
    urgent: Number(message.urgent),
    subject: message.subject,
    body: message.body,
    agent_id: message.agentId,
    to_agent_id: message.toAgentId,
    thread_id: message.threadId,
    reply_to_id: message.replyToId,
    delivery_count: message.deliveryCount,
    metadata: JSON.stringify(message.metadata),
    created_at: message.createdAt,
  }
  await unit.tables<MessageTables>().insertInto('messages').values(row).execute()
}

export interface MessageFilter {
  readonly agentId?: string | undefined
  readonly type?: string | undefined
  readonly urgent?: boolean | undefined
}

/** Newest first. */
export async function listMessages(
  unit: ReadUnit,
  orgId: string,
  { agentId, type, urgent }: MessageFilter,
  range: PageRange,
): Promise<MessageRecord[]> {
  let query = unit.tables<MessageTables>().selectFrom('messages').selectAll()
  query = query.where('org_id', '=', orgId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (type !== undefined) query = query.where('type', '=', type)
  if (urgent !== undefined) query = query.where('urgent', '=', Number(urgent))
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(messageRecord)
}

/** Oldest first; with a reader, those that this agent sent or was sent. */
export async function listThreadMessages(
  unit: ReadUnit,
  orgId: string,
  threadId: string,
  reader: string | null,
  { limit, after }: PageRange,
): Promise<MessageRecord[]> {
  let query = unit.tables<MessageTables & ReceiptTables>().selectFrom('messages').selectAll()
  query = query.where('org_id', '=', orgId).where('thread_id', '=', threadId)
  if (reader !== null) {
    query = query.where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('agent_id', '=', reader),
        exists(
          selectFrom('message_receipts')
            .select('message_receipts.message_id')
            .where('message_receipts.org_id', '=', orgId)
            .whereRef('message_receipts.message_id', '=', 'messages.id')
            .where('message_receipts.agent_id', '=', reader),
        ),
      ]),
    )
  }
  if (after !== null) {
    const [createdAt, id] = after
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '>', tuple(Number(createdAt), String(id))),
    )
  }
  const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
  return rows.map(messageRecord)
}

export function messageRecord(row: MessageRow): MessageRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    type: row.type as MessageType,
    urgent: row.urgent === 1,
    subject: row.subject,
    body: row.body,
    agentId: row.agent_id,
    toAgentId: row.to_agent_id,
    threadId: row.thread_id,
    replyToId: row.reply_to_id,
    deliveryCount: row.delivery_count,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
  }
}
