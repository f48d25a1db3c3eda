import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, prepareQuery, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { ApiKeyRecord, ApiKeyStatus } from './api-key.ts'
import type { Metadata } from './metadata.ts'

interface ApiKeyTables {
  api_keys: ApiKeyRow
}

interface ApiKeyRow {
  id: string
  org_id: string
  public_id: string
  secret_hash: string
  name: string
  environment: string
  scopes: string
  agent_id: string | null
  parent_id: string | null
  lineage: string
  predecessors: string
  successor_id: string | null
  metadata: string
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

/** What of a key its bearer is recognised by, and what it lets them do. */
export type ApiKeyCredential = Pick<
  ApiKeyRecord,
  'id' | 'orgId' | 'secretHash' | 'scopes' | 'agentId' | 'lineage' | 'expiresAt' | 'revokedAt'
>

const byPublicId = prepareQuery<ApiKeyTables, { publicId: string }>()((tables, { publicId }) =>
  tables
    .selectFrom('api_keys')
    .select(['id', 'org_id', 'secret_hash', 'scopes', 'agent_id', 'lineage'])
    .select(['expires_at', 'revoked_at'])
    .where('public_id', '=', publicId),
)
const endById = prepareQuery<ApiKeyTables, { orgId: string; id: string }>()(
  (tables, { orgId, id }) =>
    tables
      .selectFrom('api_keys')
      .select(['expires_at', 'revoked_at'])
      .where('org_id', '=', orgId)
      .where('id', '=', id),
)
const byId = prepareLookUp<ApiKeyTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom('api_keys').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

const predecessorsById = prepareQuery<ApiKeyTables, { orgId: string; id: string }>()(
  (tables, { orgId, id }) =>
    tables
      .selectFrom('api_keys')
      .select('predecessors')
      .where('org_id', '=', orgId)
      .where('id', '=', id),
)

/** Any org's key: the one look-up that comes before the org is known. */
export async function findCredential(
  unit: ReadUnit,
  publicId: string,
): Promise<ApiKeyCredential | null> {
  const [row] = await unit.run(byPublicId, { publicId })
  if (row === undefined) return null
  return {
    id: row.id,
    orgId: row.org_id,
    secretHash: row.secret_hash,
    scopes: JSON.parse(row.scopes) as string[],
    agentId: row.agent_id,
    lineage: JSON.parse(row.lineage) as string[],
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  }
}

/** When a key ends or has ended; `null` when there is none of that id. */
export async function findApiKeyEnd(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<Pick<ApiKeyRecord, 'expiresAt' | 'revokedAt'> | null> {
  const [row] = await unit.run(endById, { orgId, id })
  return row === undefined ? null : { expiresAt: row.expires_at, revokedAt: row.revoked_at }
}

export async function findApiKey(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<ApiKeyRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

/** The keys that a key took over from by rotation: they were held by who holds it. */
export async function findPredecessors(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<readonly string[]> {
  const [row] = await unit.run(predecessorsById, { orgId, id })
  return row === undefined ? [] : (JSON.parse(row.predecessors) as string[])
}

export interface ApiKeyFilter {
  readonly status?: ApiKeyStatus | undefined
  readonly now: number
}

/** Newest first. */
export async function listApiKeys(
  unit: ReadUnit,
  orgId: string,
  { status, now }: ApiKeyFilter,
  range: PageRange,
): Promise<ApiKeyRecord[]> {
  let query = unit
    .tables<ApiKeyTables>()
    .selectFrom('api_keys')
    .selectAll()
    .where('org_id', '=', orgId)
  if (status === 'revoked') query = query.where('revoked_at', 'is not', null)
  if (status === 'expired') {
    query = query.where('revoked_at', 'is', null).where('expires_at', '<=', now)
  }
  if (status === 'active') {
    query = query
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
  }
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

export async function insertApiKey(unit: WriteUnit, key: ApiKeyRecord): Promise<void> {
  await unit
    .tables<ApiKeyTables>()
    .insertInto('api_keys')
    .values({
      id: key.id,
      org_id: key.orgId,
      public_id: key.publicId,
      secret_hash: key.secretHash,
      name: key.name,
      environment: key.environment,
      scopes: JSON.stringify(key.scopes),
      agent_id: key.agentId,
      parent_id: key.parentId,
      lineage: JSON.stringify(key.lineage),
      predecessors: JSON.stringify(key.predecessors),
      successor_id: key.successorId,
      metadata: JSON.stringify(key.metadata),
      created_at: key.createdAt,
      expires_at: key.expiresAt,
      revoked_at: key.revokedAt,
      last_used_at: key.lastUsedAt,
    })
    .execute()
}

/** `false` when the key was revoked already. */
export async function setRevoked(
  unit: WriteUnit,
  key: ApiKeyRecord,
  now: number,
): Promise<boolean> {
  const revoked = await unit
    .tables<ApiKeyTables>()
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('org_id', '=', key.orgId)
    .where('id', '=', key.id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return revoked.length === 1
}

/** Writes who took over from a key and when it ends; its row must be locked. */
export async function setSuccessor(unit: WriteUnit, key: ApiKeyRecord): Promise<void> {
  await unit
    .tables<ApiKeyTables>()
    .updateTable('api_keys')
    .set({ successor_id: key.successorId, expires_at: key.expiresAt })
    .where('org_id', '=', key.orgId)
    .where('id', '=', key.id)
    .execute()
}

/** Moves `last_used_at` forward, outside the log. */
export async function setLastUsed(unit: WriteUnit, id: string, usedAt: number): Promise<void> {
  await unit
    .tables<ApiKeyTables>()
    .updateTable('api_keys')
    .set({ last_used_at: usedAt })
    .where('id', '=', id)
    .where((where) =>
      where.or([where('last_used_at', 'is', null), where('last_used_at', '<', usedAt)]),
    )
    .execute()
}

function record(row: ApiKeyRow): ApiKeyRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    publicId: row.public_id,
    secretHash: row.secret_hash,
    name: row.name,
    environment: row.environment as ApiKeyRecord['environment'],
    scopes: JSON.parse(row.scopes) as string[],
    agentId: row.agent_id,
    parentId: row.parent_id,
    lineage: JSON.parse(row.lineage) as string[],
    predecessors: JSON.parse(row.predecessors) as string[],
    successorId: row.successor_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }
}
