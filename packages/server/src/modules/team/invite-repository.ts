import type { InviteStatus, MemberRole } from '@coxswain/contract'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import type { InviteRecord } from './invite.ts'

interface InviteTables {
  invites: InviteRow
}

interface InviteRow {
  id: string
  org_id: string
  email: string
  role: string
  token_hash: string
  invited_by: string
  member_id: string | null
  metadata: string
  created_at: number
  expires_at: number
  accepted_at: number | null
  revoked_at: number | null
}

const byId = prepareLookUp<InviteTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom('invites').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findInvite(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<InviteRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

/** Finds an invite of this org by its token, and keeps others from changing it. */
export async function lockInviteByToken(
  unit: WriteUnit,
  orgId: string,
  tokenHash: string,
): Promise<InviteRecord | null> {
  const query = invitesOf(unit, orgId).where('token_hash', '=', tokenHash)
  const row = await query.forUpdate().executeTakeFirst()
  return row === undefined ? null : record(row)
}

export async function hasPendingInvite(
  unit: AnyUnit,
  orgId: string,
  email: string,
  now: number,
): Promise<boolean> {
  const query = invitesIn('pending', invitesOf(unit, orgId).where('email', '=', email), now)
  return (await query.limit(1).execute()).length > 0
}

/** How many invites of some keys are pending, as far as `most`. */
export async function countPendingInvites(
  unit: AnyUnit,
  orgId: string,
  keys: readonly string[],
  now: number,
  most: number,
): Promise<number> {
  const query = invitesIn('pending', invitesOf(unit, orgId).where('invited_by', 'in', keys), now)
  return (await query.limit(most).execute()).length
}

export interface InviteFilter {
  readonly status?: InviteStatus | undefined
  readonly invitedBy?: string | undefined
  readonly now: number
}

/** Newest first. */
export async function listInvites(
  unit: ReadUnit,
  orgId: string,
  { status, invitedBy, now }: InviteFilter,
  range: PageRange,
): Promise<InviteRecord[]> {
  let query = invitesOf(unit, orgId)
  if (status !== undefined) query = invitesIn(status, query, now)
  if (invitedBy !== undefined) query = query.where('invited_by', '=', invitedBy)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

export async function insertInvite(unit: WriteUnit, invite: InviteRecord): Promise<void> {
  const row: InviteRow = {
    id: invite.id,
    org_id: invite.orgId,
    email: invite.email,
    role: invite.role,
    token_hash: invite.tokenHash,
    invited_by: invite.invitedBy,
    metadata: JSON.stringify(invite.metadata),
    created_at: invite.createdAt,
    expires_at: invite.expiresAt,
    ...ending(invite),
  }
  await unit.tables<InviteTables>().insertInto('invites').values(row).execute()
}

/** Writes how an invite ended; its row must be locked. */
export async function saveInvite(unit: WriteUnit, invite: InviteRecord): Promise<void> {
  await unit
    .tables<InviteTables>()
    .updateTable('invites')
    .set(ending(invite))
    .where('org_id', '=', invite.orgId)
    .where('id', '=', invite.id)
    .execute()
}

/** Forgets whom an address belonged to. */
export async function deleteInvitesTo(unit: WriteUnit, orgId: string, email: string) {
  await unit
    .tables<InviteTables>()
    .deleteFrom('invites')
    .where('org_id', '=', orgId)
    .where('email', '=', email)
    .execute()
}

function invitesOf(unit: AnyUnit, orgId: string) {
  return (unit as ReadUnit)
    .tables<InviteTables>()
    .selectFrom('invites')
    .selectAll()
    .where('org_id', '=', orgId)
}

/** The states as `inviteStatus` tells them, for the database. */
function invitesIn(status: InviteStatus, query: ReturnType<typeof invitesOf>, now: number) {
  if (status === 'accepted') return query.where('accepted_at', 'is not', null)
  if (status === 'revoked') return query.where('revoked_at', 'is not', null)
  const open = query.where('accepted_at', 'is', null).where('revoked_at', 'is', null)
  return open.where('expires_at', status === 'expired' ? '<=' : '>', now)
}

function ending(invite: InviteRecord) {
  return {
    member_id: invite.memberId,
    accepted_at: invite.acceptedAt,
    revoked_at: invite.revokedAt,
  }
}

function record(row: InviteRow): InviteRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    email: row.email,
    role: row.role as MemberRole,
    tokenHash: row.token_hash,
    invitedBy: row.invited_by,
    memberId: row.member_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    acceptedAt: row.accepted_at,
    revokedAt: row.revoked_at,
  }
}
