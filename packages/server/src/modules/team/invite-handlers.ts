import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { WriteUnit } from '../../store/unit-of-work.ts'
import { findOrg, findPredecessors } from '../identity/index.ts'
import { refuseBound, requireOwners } from './authority.ts'
import {
  acceptInvite,
  createInvite,
  type InviteRecord,
  inviteEvent,
  inviteView,
  maxPendingInvites,
  revokeInvite,
} from './invite.ts'
import {
  countPendingInvites,
  findInvite,
  hasPendingInvite,
  insertInvite,
  listInvites,
  lockInviteByToken,
  saveInvite,
} from './invite-repository.ts'
import { createInviteToken, hashInviteToken } from './invite-token.ts'
import { type MemberRecord, memberEvent, memberView } from './member.ts'
import { hasMember, insertMember } from './member-repository.ts'

type InviteOperation =
  | 'members.invite'
  | 'members.accept'
  | 'invites.list'
  | 'invites.get'
  | 'invites.revoke'

export const inviteHandlers: Handlers<InviteOperation> = {
  async 'members.invite'({ body }, { tx, events, orgId, principal, ids, now }) {
    refuseBound(principal)
    if (body.role === 'owner') requireOwners(principal)
    const { token, hash: tokenHash } = createInviteToken(ids, orgId)
    const origin = { orgId, id: ids.next('inv', orgId), tokenHash, invitedBy: principal.id }
    const invite = createInvite(origin, body, now)
    // The lock on the org is what keeps two from inviting one person, or one too many.
    await findOrg(tx, orgId, 'update')
    await refuseCrowd(tx, invite, now)
    await insertInvite(tx, invite)
    events.append('invite.created', invite.id, inviteEvent(invite, now))
    return { ...inviteView(invite, now), token }
  },

  /**
   * It takes the token and a key of the org that it belongs to, as an endpoint that anybody could call
   * would be one more to guess at, and nothing of another org is ever looked at.
   */
  async 'members.accept'({ body }, { tx, events, orgId, principal, ids, now }) {
    refuseBound(principal)
    await findOrg(tx, orgId, 'update')
    const found = await lockInviteByToken(tx, orgId, hashInviteToken(body.token))
    if (found === null) throw new CoxswainError('not_found', { detail: 'no invite has this token' })
    const { invite, member } = acceptInvite(found, ids.next('mem', orgId), body, now)
    await refuseTwin(tx, member)
    await saveInvite(tx, invite)
    await insertMember(tx, member)
    events.append('member.joined', member.id, memberEvent(member))
    return memberView(member)
  },

  'invites.list'({ query }, { tx, orgId, now, page }) {
    const filter = { status: query.status, invitedBy: query.invited_by, now }
    return page(query, {
      fetch: (range) => listInvites(tx, orgId, filter, range),
      position: (invite) => [invite.createdAt, invite.id],
      item: (invite) => inviteView(invite, now),
    })
  },

  async 'invites.get'({ path }, { tx, orgId, now }) {
    const invite = await findInvite(tx, orgId, path.invite_id)
    if (invite !== null) return inviteView(invite, now)
    throw new CoxswainError('not_found', { detail: `there is no invite \`${path.invite_id}\`` })
  },

  async 'invites.revoke'({ path }, { tx, events, orgId, principal, now }) {
    refuseBound(principal)
    const before = await findInvite(tx, orgId, path.invite_id, 'update')
    if (before === null) return
    const invite = revokeInvite(before, now)
    if (invite === before) return
    await saveInvite(tx, invite)
    events.append('invite.revoked', invite.id, inviteEvent(invite, now))
  },
}

/** An address that was free when it was invited may have been taken while one of two requests waited. */
async function refuseTwin(
  tx: WriteUnit,
  { orgId, email, externalId }: MemberRecord,
): Promise<void> {
  if (await hasMember(tx, orgId, 'email', email)) throw memberExists('e-mail address')
  if (externalId === null || !(await hasMember(tx, orgId, 'external_id', externalId))) return
  throw memberExists('external id')
}

/** A person is asked once, and no key asks more people than it may. */
async function refuseCrowd(tx: WriteUnit, invite: InviteRecord, now: number): Promise<void> {
  const { orgId, email, invitedBy } = invite
  if (await hasMember(tx, orgId, 'email', email)) throw memberExists('e-mail address')
  if (await hasPendingInvite(tx, orgId, email, now)) throw new CoxswainError('invite_pending')
  const keys = [invitedBy, ...(await findPredecessors(tx, orgId, invitedBy))]
  const pending = await countPendingInvites(tx, orgId, keys, now, maxPendingInvites)
  if (pending < maxPendingInvites) return
  throw new CoxswainError('too_many_invites', {
    detail: `${maxPendingInvites} invites of this key are pending`,
  })
}

function memberExists(field: string): CoxswainError {
  return new CoxswainError('member_exists', { detail: `a member has this ${field}` })
}
