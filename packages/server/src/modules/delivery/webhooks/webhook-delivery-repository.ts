import { sql } from 'kysely'
import type { PageRange } from '../../../http/page.ts'
import { newestFirst } from '../../../store/newest-first.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../../store/unit-of-work.ts'
import type { DeliveryFailure, DeliveryRecord, DeliveryStatus } from './webhook-delivery.ts'

interface DeliveryTables {
  webhook_deliveries: DeliveryRow
}

interface DeliveryRow {
  id: string
  org_id: string
  webhook_id: string
  event_id: string
  event: string
  body: string
  redelivery_of: string | null
  status: string
  attempts: number
  response_status: number | null
  failure: string | null
  duration_ms: number | null
  last_attempt_at: number | null
  next_attempt_at: number | null
  lease: string | null
  created_at: number
  completed_at: number | null
}

/** Rows that one statement touches at most. */
export const deliveryBatch = 500
/** The state stands as a literal, so that the database sees that its small index of just it will do. */
const pending = sql.lit('pending')

/** A webhook for which something waits. */
export interface Due {
  readonly orgId: string
  readonly webhookId: string
  /** When the first of what waits is due. */
  readonly earliest: number
}

/** The webhooks for which something waits, by org and id, up to a batch of them. */
export async function listDue(
  unit: ReadUnit,
  { orgId, after }: { readonly orgId?: string | undefined; readonly after: Due | null },
): Promise<Due[]> {
  let query = unit
    .tables<DeliveryTables>()
    .selectFrom('webhook_deliveries')
    .select(({ fn }) => ['org_id', 'webhook_id', fn.min<number>('next_attempt_at').as('earliest')])
    .where('status', '=', pending)
  if (orgId !== undefined) query = query.where('org_id', '=', orgId)
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('org_id', 'webhook_id'), '>', tuple(after.orgId, after.webhookId)),
    )
  }
  const rows = await query
    .groupBy(['org_id', 'webhook_id'])
    .orderBy('org_id')
    .orderBy('webhook_id')
    .limit(deliveryBatch)
    .execute()
  return rows.map((row) => ({
    orgId: row.org_id,
    webhookId: row.webhook_id,
    earliest: Number(row.earliest),
  }))
}

export interface Claim {
  readonly orgId: string
  readonly webhookId: string
  readonly now: number
  /** Names the attempt; only who holds it may say what came of it. */
  readonly lease: string
  /** When the attempt is given up for lost. */
  readonly until: number
}

/**
 * Takes the delivery of a webhook that has been due the longest; `null` when none is. What another
 * process is about to take is passed over, not waited for.
 */
export async function claimDelivery(
  unit: WriteUnit,
  { orgId, webhookId, now, lease, until }: Claim,
): Promise<DeliveryRecord | null> {
  const tables = unit.tables<DeliveryTables>()
  const next = tables
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('org_id', '=', orgId)
    .where('webhook_id', '=', webhookId)
    .where('status', '=', pending)
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
  const row = await tables
    .updateTable('webhook_deliveries')
    .set(({ eb }) => ({
      lease,
      next_attempt_at: until,
      last_attempt_at: now,
      attempts: eb('attempts', '+', 1),
    }))
    .where('id', 'in', next)
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? null : record(row)
}

/** Writes what came of an attempt; `false` when its lease is not held any more. */
export async function settleClaim(
  unit: WriteUnit,
  lease: string,
  after: DeliveryRecord,
): Promise<boolean> {
  const { status, response_status, failure, duration_ms, next_attempt_at, completed_at } =
    row(after)
  const settled = await unit
    .tables<DeliveryTables>()
    .updateTable('webhook_deliveries')
    .set({
      status,
      response_status,
      failure,
      duration_ms,
      next_attempt_at,
      completed_at,
      lease: null,
    })
    .where('id', '=', after.id)
    .where('lease', '=', lease)
    .returning('id')
    .execute()
  return settled.length > 0
}

/** Ends whatever waits for a webhook, what is being tried included. */
export async function cancelDeliveries(
  unit: WriteUnit,
  orgId: string,
  webhookId: string,
  now: number,
): Promise<void> {
  for (;;) {
    const tables = unit.tables<DeliveryTables>()
    const some = tables
      .selectFrom('webhook_deliveries')
      .select('id')
      .where('org_id', '=', orgId)
      .where('webhook_id', '=', webhookId)
      .where('status', '=', pending)
      .limit(deliveryBatch)
    const ended = await tables
      .updateTable('webhook_deliveries')
      .set({ status: 'cancelled', next_attempt_at: null, lease: null, completed_at: now })
      .where('id', 'in', some)
      .returning('id')
      .execute()
    if (ended.length < deliveryBatch) return
  }
}

export async function insertDeliveries(
  unit: WriteUnit,
  deliveries: readonly DeliveryRecord[],
): Promise<void> {
  for (let start = 0; start < deliveries.length; start += deliveryBatch) {
    const rows = deliveries.slice(start, start + deliveryBatch).map(row)
    await unit.tables<DeliveryTables>().insertInto('webhook_deliveries').values(rows).execute()
  }
}

export async function findDelivery(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<DeliveryRecord | null> {
  const row = await (unit as ReadUnit)
    .tables<DeliveryTables>()
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : record(row)
}

export interface DeliveryFilter {
  readonly webhookId?: string | undefined
  readonly status?: string | undefined
}

/** Newest first. */
export async function listDeliveries(
  unit: ReadUnit,
  orgId: string,
  { webhookId, status }: DeliveryFilter,
  range: PageRange,
): Promise<DeliveryRecord[]> {
  let query = unit
    .tables<DeliveryTables>()
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('org_id', '=', orgId)
  if (webhookId !== undefined) query = query.where('webhook_id', '=', webhookId)
  if (status !== undefined) query = query.where('status', '=', status)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

/** Up to a batch of orgs with deliveries that were over before some moment. */
export async function listTrimmableDeliveries(unit: ReadUnit, before: number): Promise<string[]> {
  const rows = await unit
    .tables<DeliveryTables>()
    .selectFrom('webhook_deliveries')
    .select('org_id')
    .where('completed_at', '<', before)
    .groupBy('org_id')
    .limit(deliveryBatch)
    .execute()
  return rows.map(({ org_id }) => org_id)
}

/** Removes a batch of an org's deliveries that were over before some moment; answers how many. */
export async function trimDeliveries(
  unit: WriteUnit,
  orgId: string,
  before: number,
): Promise<number> {
  const tables = unit.tables<DeliveryTables>()
  const old = tables
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('org_id', '=', orgId)
    .where('completed_at', '<', before)
    .limit(deliveryBatch)
  const gone = await tables
    .deleteFrom('webhook_deliveries')
    .where('id', 'in', old)
    .returning('id')
    .execute()
  return gone.length
}

function row(delivery: DeliveryRecord): DeliveryRow {
  return {
    id: delivery.id,
    org_id: delivery.orgId,
    webhook_id: delivery.webhookId,
    event_id: delivery.eventId,
    event: delivery.event,
    body: delivery.body,
    redelivery_of: delivery.redeliveryOf,
    status: delivery.status,
    attempts: delivery.attempts,
    response_status: delivery.responseStatus,
    failure: delivery.failure,
    duration_ms: delivery.durationMs,
    last_attempt_at: delivery.lastAttemptAt,
    next_attempt_at: delivery.nextAttemptAt,
    lease: delivery.lease,
    created_at: delivery.createdAt,
    completed_at: delivery.completedAt,
  }
}

function record(row: DeliveryRow): DeliveryRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    webhookId: row.webhook_id,
    eventId: row.event_id,
    event: row.event,
    body: row.body,
    redeliveryOf: row.redelivery_of,
    status: row.status as DeliveryStatus,
    attempts: row.attempts,
    responseStatus: row.response_status,
    failure: row.failure as DeliveryFailure | null,
    durationMs: row.duration_ms,
    lastAttemptAt: row.last_attempt_at,
    nextAttemptAt: row.next_attempt_at,
    lease: row.lease,
    createdAt: row.created_at,
    completedAt: row.completed_at,
  }
}
