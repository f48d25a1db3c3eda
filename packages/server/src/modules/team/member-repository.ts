import type { MemberRole } from '@coxswain/contract'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import type { MemberRecord } from './member.ts'

interface MemberTables {
  members: MemberRow
}

interface MemberRow {
  id: string
  org_id: string
  email: string
  external_id: string | null
  name: string | null
  role: string
  invite_id: string
  metadata: string
  version: number
  created_at: number
  updated_at: number
}

const byId = prepareLookUp<MemberTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom('members').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findMember(
  unit: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<MemberRecord | null> {
  const [row] = await unit.run(byId[lock], { orgId, id })
  return row === undefined ? null : record(row)
}

/** Whether a member has this address, or this external id. */
export async function hasMember(
  unit: AnyUnit,
  orgId: string,
  field: 'email' | 'external_id',
  value: string,
): Promise<boolean> {
  const rows = await membersOf(unit, orgId).where(field, '=', value).limit(1).execute()
  return rows.length > 0
}

export async function countOwners(unit: AnyUnit, orgId: string): Promise<number> {
  const { count } = await (unit as ReadUnit)
    .tables<MemberTables>()
    .selectFrom('members')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  return Number(count)
}

export interface MemberFilter {
  readonly role?: MemberRole | undefined
  readonly externalId?: string | undefined
}

/** Newest first. */
export async function listMembers(
  unit: ReadUnit,
  orgId: string,
  { role, externalId }: MemberFilter,
  range: PageRange,
): Promise<MemberRecord[]> {
  let query = membersOf(unit, orgId)
  if (role !== undefined) query = query.where('role', '=', role)
  if (externalId !== undefined) query = query.where('external_id', '=', externalId)
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(record)
}

export async function insertMember(unit: WriteUnit, member: MemberRecord): Promise<void> {
  const row: MemberRow = {
    id: member.id,
    org_id: member.orgId,
    email: member.email,
    external_id: member.externalId,
    invite_id: member.inviteId,
    created_at: member.createdAt,
    ...changing(member),
  }
  await unit.tables<MemberTables>().insertInto('members').values(row).execute()
}

/** Writes what changes of a member; its row must be locked. */
export async function saveMember(unit: WriteUnit, member: MemberRecord): Promise<void> {
  await unit
    .tables<MemberTables>()
    .updateTable('members')
    .set(changing(member))
    .where('org_id', '=', member.orgId)
    .where('id', '=', member.id)
    .execute()
}

export async function deleteMember(unit: WriteUnit, orgId: string, id: string): Promise<void> {
  await unit
    .tables<MemberTables>()
    .deleteFrom('members')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

function membersOf(unit: AnyUnit, orgId: string) {
  return (unit as ReadUnit)
    .tables<MemberTables>()
    .selectFrom('members')
    .selectAll()
    .where('org_id', '=', orgId)
}

function changing(member: MemberRecord) {
  return {
    name: member.name,
    role: member.role,
    metadata: JSON.stringify(member.metadata),
    version: member.version,
    updated_at: member.updatedAt,
  }
}

function record(row: MemberRow): MemberRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    email: row.email,
    externalId: row.external_id,
    name: row.name,
    role: row.role as MemberRole,
    inviteId: row.invite_id,
    metadata: JSON.parse(row.metadata) as Metadata,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
