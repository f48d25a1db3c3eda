import type {
  Invite,
  InviteCreate,
  InviteEvent,
  InviteStatus,
  MemberAccept,
  MemberRole,
} from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { Metadata } from '../identity/index.ts'
import type { MemberRecord } from './member.ts'

/**
 *     -                          | invite      -> pending               invite.created
 *     pending                    | accept      -> accepted, a member    member.joined
 *     pending                    | revoke      -> revoked               invite.revoked
 *     pending                    | time passes -> expired
 *     accepted, revoked, expired | accept      -> 409 invite_ended
 *     accepted                   | revoke      -> 409 invite_ended
 *     revoked, expired           | revoke      -> as it was
 */
export interface InviteRecord {
  readonly orgId: string
  readonly id: string
  /** In lower case. */
  readonly email: string
  readonly role: MemberRole
  readonly tokenHash: string
  /** The key. */
  readonly invitedBy: string
  readonly memberId: string | null
  readonly metadata: Metadata
  readonly createdAt: number
  readonly expiresAt: number
  readonly acceptedAt: number | null
  readonly revokedAt: number | null
}

export interface InviteOrigin {
  readonly orgId: string
  readonly id: string
  readonly tokenHash: string
  readonly invitedBy: string
}

/** How many invites of one key may be pending. A key that took over counts with the ones before it. */
export const maxPendingInvites = 20

const defaultSeconds = 7 * 86_400

export function createInvite(origin: InviteOrigin, body: InviteCreate, now: number): InviteRecord {
  const { expires_in_seconds = defaultSeconds } = body
  return {
    ...origin,
    email: normalEmail(body.email),
    role: body.role,
    memberId: null,
    metadata: body.metadata ?? {},
    createdAt: now,
    expiresAt: now + expires_in_seconds * 1000,
    acceptedAt: null,
    revokedAt: null,
  }
}

/** Addresses are ASCII, so that lower case is the same in every language. */
export function normalEmail(email: string): string {
  return email.toLowerCase()
}

export function inviteStatus(
  { acceptedAt, revokedAt, expiresAt }: InviteRecord,
  now: number,
): InviteStatus {
  if (acceptedAt !== null) return 'accepted'
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= now ? 'expired' : 'pending'
}

/** The member that comes of an invite, and the invite as it is then. */
export function acceptInvite(
  invite: InviteRecord,
  memberId: string,
  body: MemberAccept,
  now: number,
): { readonly invite: InviteRecord; readonly member: MemberRecord } {
  const status = inviteStatus(invite, now)
  if (status !== 'pending') throw ended(status)
  const { orgId, email, role, id: inviteId } = invite
  const { external_id: externalId = null, name = null, metadata = {} } = body
  const said = { orgId, id: memberId, email, externalId, name, role, inviteId, metadata }
  const member = { ...said, version: 1, createdAt: now, updatedAt: now }
  return { invite: { ...invite, memberId, acceptedAt: now }, member }
}

/** The same object when it lets nobody in already. */
export function revokeInvite(invite: InviteRecord, now: number): InviteRecord {
  const status = inviteStatus(invite, now)
  if (status === 'accepted') throw ended(status)
  return status === 'pending' ? { ...invite, revokedAt: now } : invite
}

function ended(state: InviteStatus): CoxswainError {
  return new CoxswainError('invite_ended', { detail: `the invite is ${state}`, state })
}

export function inviteView(invite: InviteRecord, now: number): Invite {
  return {
    id: invite.id,
    org_id: invite.orgId,
    email: invite.email,
    role: invite.role,
    status: inviteStatus(invite, now),
    invited_by: invite.invitedBy,
    member_id: invite.memberId,
    metadata: invite.metadata,
    created_at: timestamp(invite.createdAt),
    expires_at: timestamp(invite.expiresAt),
    accepted_at: timestampOrNull(invite.acceptedAt),
    revoked_at: timestampOrNull(invite.revokedAt),
  }
}

/** What the log tells: which invite, never whom it invites. */
export function inviteEvent(invite: InviteRecord, now: number): InviteEvent {
  return {
    invite_id: invite.id,
    role: invite.role,
    status: inviteStatus(invite, now),
    expires_at: timestamp(invite.expiresAt),
  }
}
