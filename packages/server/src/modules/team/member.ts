import { isDeepStrictEqual } from 'node:util'
import type {
  Member,
  MemberEvent,
  MemberRole,
  MemberRoleEvent,
  MemberUpdate,
} from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { type Metadata, patchMetadata } from '../identity/index.ts'

/**
 *     -      | accept an invite -> member            member.joined
 *     member | update           -> member, changed   member.role_changed, member.updated
 *     member | remove           -> -                 member.removed
 *
 * The last owner is neither removed nor given another role: 409 last_owner.
 */
export interface MemberRecord {
  readonly orgId: string
  readonly id: string
  /** In lower case. */
  readonly email: string
  readonly externalId: string | null
  readonly name: string | null
  readonly role: MemberRole
  readonly inviteId: string
  readonly metadata: Metadata
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** The member after a merge patch; the same object when nothing changes. */
export function updateMember(member: MemberRecord, body: MemberUpdate, now: number): MemberRecord {
  const updated = {
    ...member,
    role: body.role ?? member.role,
    name: body.name === undefined ? member.name : body.name,
    metadata: patchMetadata(member.metadata, body.metadata),
  }
  if (isDeepStrictEqual(updated, member)) return member
  return { ...updated, version: member.version + 1, updatedAt: now }
}

/** Whether a change makes an owner, or one less. */
export function concernsOwners(before: MemberRole, after: MemberRole | null): boolean {
  return before !== after && (before === 'owner' || after === 'owner')
}

/** Refuses to end what only one member still is. `owners`: how many the org has, this one included. */
export function refuseLastOwner(before: MemberRole, after: MemberRole | null, owners: number) {
  if (before !== 'owner' || after === 'owner' || owners > 1) return
  throw new CoxswainError('last_owner', { detail: 'the org has no other owner' })
}

export function memberView(member: MemberRecord): Member {
  return {
    id: member.id,
    org_id: member.orgId,
    email: member.email,
    external_id: member.externalId,
    name: member.name,
    role: member.role,
    invite_id: member.inviteId,
    metadata: member.metadata,
    version: member.version,
    created_at: timestamp(member.createdAt),
    updated_at: timestamp(member.updatedAt),
  }
}

/** What the log tells: which member, never who it is. */
export function memberEvent({ id, role, inviteId }: MemberRecord): MemberEvent {
  return { member_id: id, role, invite_id: inviteId }
}

export function roleEvent({ id, role }: MemberRecord, previous: MemberRole): MemberRoleEvent {
  return { member_id: id, role, previous_role: previous }
}

/** Whether anything but the role differs. */
export function differsBesideRole(before: MemberRecord, after: MemberRecord): boolean {
  return before.name !== after.name || !isDeepStrictEqual(before.metadata, after.metadata)
}
