import type { PageRange } from '../../../http/page.ts'
import { newestFirst } from '../../../store/newest-first.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../../store/unit-of-work.ts'
import type { Metadata } from '../../identity/index.ts'
import type { DisabledReason, WebhookRecord } from './webhook.ts'

interface WebhookTables {
  webhooks: WebhookRow
}

interface WebhookRow {
  id: string
  org_id: string
  url: string
  event_types: string | null
  description: string | null
  enabled: number
  disabled_reason: string | null
  disabled_at: number | null
  failing_since: number | null
  secret: string
  previous_secret: string | null
  previous_expires_at: number | null
  after_seq: number
  metadata: string
  version: number
  created_at: number
  updated_at: number
}

/** Rows that one statement reads at most; more webhooks than that no org may have. */
const maxRows = 500

export async function findWebhook(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<WebhookRecord | null> {
  const row = await webhooksOf(unit, orgId).where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : record(row)
}

/** Finds a webhook and keeps others from changing it until the unit is over. */
export async function lockWebhook(
  unit: WriteUnit,
  orgId: string,
  id: string,
): Promise<WebhookRecord | null> {
  const row = await webhooksOf(unit, orgId).where('id', '=', id).forUpdate().executeTakeFirst()
  return row === undefined ? null : record(row)
}

/** Every webhook of an org that is enabled. */
export async function listEnabledWebhooks(unit: AnyUnit, orgId: string): Promise<WebhookRecord[]> {
  const rows = await webhooksOf(unit, orgId).where('enabled', '=', 1).limit(maxRows).execute()
  return rows.map(record)
}

export async function hasEnabledWebhook(unit: AnyUnit, orgId: string): Promise<boolean> {
  const rows = await webhooksOf(unit, orgId).where('enabled', '=', 1).limit(1).execute()
  return rows.length > 0
}

export async function countWebhooks(unit: AnyUnit, orgId: string): Promise<number> {
  const row = await (unit as ReadUnit)
    .tables<WebhookTables>()
    .selectFrom('webhooks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Newest first. */
export async function listWebhooks(
  unit: ReadUnit,
  orgId: string,
  { enabled }: { readonly enabled?: boolean | undefined },
  range: PageRange,
): Promise<WebhookRecord[]> {
  let query = webhooksOf(unit, orgId)
  if (enabled !== undefined) query = query.where('enabled', '=', enabled ? 1 : 0)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

/** Writes the webhook as a whole, new or not. */
export async function saveWebhook(unit: WriteUnit, webhook: WebhookRecord): Promise<void> {
  const values = row(webhook)
  await unit
    .tables<WebhookTables>()
    .insertInto('webhooks')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

export async function deleteWebhook(unit: WriteUnit, orgId: string, id: string): Promise<void> {
  await unit
    .tables<WebhookTables>()
    .deleteFrom('webhooks')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

function webhooksOf(unit: AnyUnit, orgId: string) {
  return (unit as ReadUnit)
    .tables<WebhookTables>()
    .selectFrom('webhooks')
    .selectAll()
    .where('org_id', '=', orgId)
}

function row(webhook: WebhookRecord): WebhookRow {
  return {
    id: webhook.id,
    org_id: webhook.orgId,
    url: webhook.url,
    event_types: webhook.eventTypes === null ? null : JSON.stringify(webhook.eventTypes),
    description: webhook.description,
    enabled: webhook.enabled ? 1 : 0,
    disabled_reason: webhook.disabledReason,
    disabled_at: webhook.disabledAt,
    failing_since: webhook.failingSince,
    secret: webhook.secret,
    previous_secret: webhook.previousSecret,
    previous_expires_at: webhook.previousExpiresAt,
    after_seq: webhook.afterSeq,
    metadata: JSON.stringify(webhook.metadata),
    version: webhook.version,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
  }
}

function record(row: WebhookRow): WebhookRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    url: row.url,
    eventTypes: row.event_types === null ? null : (JSON.parse(row.event_types) as string[]),
    description: row.description,
    enabled: row.enabled !== 0,
    disabledReason: row.disabled_reason as DisabledReason | null,
    disabledAt: row.disabled_at,
    failingSince: row.failing_since,
    secret: row.secret,
    previousSecret: row.previous_secret,
    previousExpiresAt: row.previous_expires_at,
    afterSeq: row.after_seq,
    metadata: JSON.parse(row.metadata) as Metadata,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
