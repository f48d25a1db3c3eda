import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { MessageRecord } from './message.ts'
import { type MessageTables, messageRecord } from './message-repository.ts'
import type { ReceiptRecord } from './receipt.ts'

const table = 'message_receipts'

export interface ReceiptTables {
  [table]: ReceiptRow
}

interface ReceiptRow {
  org_id: string
  message_id: string
  agent_id: string
  /** Of the message, so that an inbox is searched without it. */
  type: string
  urgent: number
  unread: number
  archived: number
  delivered_at: number
  read_at: number | null
  archived_at: number | null
}

interface ReceiptKey {
  orgId: string
  messageId: string
  agentId: string
}

/** Both databases limit the parameters of a statement; a row has ten. */
const rowsAtOnce = 500

const byKey = prepareLookUp<ReceiptTables, ReceiptKey>()((tables, { orgId, messageId, agentId }) =>
  tables
    .selectFrom(table)
    .selectAll()
    .where('org_id', '=', orgId)
    .where('message_id', '=', messageId)
    .where('agent_id', '=', agentId),
)

export async function findReceipt(
  unit: AnyUnit,
  orgId: string,
  messageId: string,
  agentId: string,
  lock: RowLock = 'none',
): Promise<ReceiptRecord | null> {
  const [row] = await unit.run(byKey[lock], { orgId, messageId, agentId })
  return row === undefined ? null : receiptRecord(row)
}

/** Puts a message into inboxes. */
export async function insertReceipts(
  unit: WriteUnit,
  message: MessageRecord,
  receipts: readonly ReceiptRecord[],
): Promise<void> {
  for (let first = 0; first < receipts.length; first += rowsAtOnce) {
    const rows = receipts.slice(first, first + rowsAtOnce).map(
      (receipt): ReceiptRow => ({
        org_id: receipt.orgId,
        message_id: receipt.messageId,
        agent_id: receipt.agentId,
        type: message.type,
        urgent: Number(message.urgent),
        delivered_at: receipt.deliveredAt,
        ...changing(receipt),
      }),
    )
    await unit.tables<ReceiptTables>().insertInto(table).values(rows).execute()
  }
}

/** Writes what changes of a receipt; its row must be locked. */
export async function updateReceipt(unit: WriteUnit, receipt: ReceiptRecord): Promise<void> {
  await unit
    .tables<ReceiptTables>()
    .updateTable(table)
    .set(changing(receipt))
    .where('org_id', '=', receipt.orgId)
    .where('message_id', '=', receipt.messageId)
    .where('agent_id', '=', receipt.agentId)
    .execute()
}

/** By agent. */
export async function listReceipts(
  unit: ReadUnit,
  orgId: string,
  messageId: string,
  { limit, after }: PageRange,
): Promise<ReceiptRecord[]> {
  const rows = await unit
    .tables<ReceiptTables>()
    .selectFrom(table)
    .selectAll()
    .where('org_id', '=', orgId)
    .where('message_id', '=', messageId)
    .where('agent_id', '>', String(after?.[0] ?? ''))
    .orderBy('agent_id')
    .limit(limit)
    .execute()
  return rows.map(receiptRecord)
}

export interface InboxFilter {
  readonly archived: boolean
  readonly unread?: boolean | undefined
  readonly type?: string | undefined
  readonly urgent?: boolean | undefined
}

export interface InboxEntry {
  readonly receipt: ReceiptRecord
  readonly message: MessageRecord
}

/** Newest first. */
export async function listInbox(
  unit: ReadUnit,
  orgId: string,
  agentId: string,
  { archived, unread, type, urgent }: InboxFilter,
  range: PageRange,
): Promise<InboxEntry[]> {
  let query = unit
    .tables<ReceiptTables>()
    .selectFrom(table)
    .selectAll()
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
    .where('archived', '=', Number(archived))
  if (unread !== undefined) query = query.where('unread', '=', Number(unread))
  if (type !== undefined) query = query.where('type', '=', type)
  if (urgent !== undefined) query = query.where('urgent', '=', Number(urgent))
  const receipts = await newestFirst(query, ['delivered_at', 'message_id'], range).execute()
  const messages = await messagesOf(unit, orgId, receipts)
  return receipts.flatMap((row) => {
    const message = messages.get(row.message_id)
    return message === undefined ? [] : [{ receipt: receiptRecord(row), message }]
  })
}

async function messagesOf(
  unit: ReadUnit,
  orgId: string,
  receipts: readonly Pick<ReceiptRow, 'message_id'>[],
): Promise<ReadonlyMap<string, MessageRecord>> {
  if (receipts.length === 0) return new Map()
  const ids = receipts.map(({ message_id }) => message_id)
  const rows = await unit
    .tables<MessageTables>()
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, messageRecord(row)]))
}

function changing({ readAt, archivedAt }: ReceiptRecord) {
  return {
    unread: Number(readAt === null),
    archived: Number(archivedAt !== null),
    read_at: readAt,
    archived_at: archivedAt,
  }
}

function receiptRecord(row: ReceiptRow): ReceiptRecord {
  return {
    orgId: row.org_id,
    messageId: row.message_id,
    agentId: row.agent_id,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
    archivedAt: row.archived_at,
  }
}
