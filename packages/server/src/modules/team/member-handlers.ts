import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { findOrg } from '../identity/index.ts'
import { refuseBound, requireOwners } from './authority.ts'
import { deleteInvitesTo } from './invite-repository.ts'
import {
  concernsOwners,
  differsBesideRole,
  type MemberRecord,
  memberEvent,
  memberView,
  refuseLastOwner,
  roleEvent,
  updateMember,
} from './member.ts'
import {
  countOwners,
  deleteMember,
  findMember,
  listMembers,
  saveMember,
} from './member-repository.ts'

type MemberOperation = 'members.list' | 'members.get' | 'members.update' | 'members.remove'

export const memberHandlers: Handlers<MemberOperation> = {
  'members.list'({ query }, { tx, orgId, page }) {
    const { role, external_id: externalId } = query
    return page(query, {
      fetch: (range) => listMembers(tx, orgId, { role, externalId }, range),
      position: (member) => [member.createdAt, member.id],
      item: memberView,
    })
  },

  async 'members.get'({ path }, { tx, orgId, etag }) {
    const member = await requireMember(tx, orgId, path.member_id)
    etag(member.version)
    return memberView(member)
  },

  async 'members.update'(
    { path, body },
    { tx, events, orgId, principal, now, etag, checkVersion },
  ) {
    refuseBound(principal)
    // The lock on the org is what keeps two owners from ceasing to be one at once.
    await findOrg(tx, orgId, 'update')
    const before = await requireMember(tx, orgId, path.member_id, 'update')
    const after = updateMember(before, body, now)
    if (concernsOwners(before.role, after.role)) requireOwners(principal)
    refuseLastOwner(before.role, after.role, await countOwners(tx, orgId))
    checkVersion(before.version)
    etag(after.version)
    if (after === before) return memberView(before)
    await saveMember(tx, after)
    if (after.role !== before.role) {
      events.append('member.role_changed', after.id, roleEvent(after, before.role))
    }
    if (differsBesideRole(before, after)) {
      events.append('member.updated', after.id, memberEvent(after))
    }
    return memberView(after)
  },

  async 'members.remove'({ path }, { tx, events, orgId, principal }) {
    refuseBound(principal)
    await findOrg(tx, orgId, 'update')
    const member = await findMember(tx, orgId, path.member_id, 'update')
    if (member === null) return
    if (concernsOwners(member.role, null)) requireOwners(principal)
    refuseLastOwner(member.role, null, await countOwners(tx, orgId))
    await deleteMember(tx, orgId, member.id)
    await deleteInvitesTo(tx, orgId, member.email)
    events.append('member.removed', member.id, memberEvent(member))
  },
}

async function requireMember(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<MemberRecord> {
  const member = await findMember(tx, orgId, id, lock)
  if (member !== null) return member
  throw new CoxswainError('not_found', { detail: `there is no member \`${id}\`` })
}
