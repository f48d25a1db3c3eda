import type { MemberRole } from '@coxswain/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptInvite, createInvite, inviteStatus, normalEmail, revokeInvite } from './invite.ts'
import { concernsOwners, refuseLastOwner } from './member.ts'

const now = 1_000_000
const origin = { orgId: 'org', id: 'inv', tokenHash: 'h', invitedBy: 'key' }
const invite = createInvite(origin, { email: 'Ada@Example.com', role: 'admin' }, now)
const codeOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return null
}

test('an invite is good for a week unless it says otherwise, and not at its end', () => {
  expect(inviteStatus(invite, now + 7 * 86_400_000 - 1)).toBe('pending')
  expect(inviteStatus(invite, now + 7 * 86_400_000)).toBe('expired')
  const short = createInvite(origin, { email: 'a@b', role: 'viewer', expires_in_seconds: 60 }, now)
  expect(inviteStatus(short, now + 60_000)).toBe('expired')
})

test('the member is who was invited, as what they were invited', () => {
  const { invite: after, member } = acceptInvite(invite, 'mem', { token: '', name: 'Ada' }, now + 1)
  expect(member).toMatchObject({ email: 'ada@example.com', role: 'admin', inviteId: 'inv' })
  expect(member).toMatchObject({ name: 'Ada', externalId: null, version: 1, createdAt: now + 1 })
  expect(after).toMatchObject({ memberId: 'mem', acceptedAt: now + 1 })
})

test('whatever is done to an invite in whatever order, it lets one in at most, and none after its end', () => {
  const step = fc.record({ act: fc.constantFrom('accept', 'revoke'), wait: fc.nat(4 * 86_400_000) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      let [held, at, joined] = [invite, now, 0]
      for (const { act, wait } of steps) {
        at += wait
        const before = inviteStatus(held, at)
        const code = codeOf(() => {
          if (act === 'revoke') held = revokeInvite(held, at)
          else held = acceptInvite(held, 'mem', { token: '' }, at).invite
        })
        const refused = act === 'accept' ? before !== 'pending' : before === 'accepted'
        expect(code).toBe(refused ? 'invite_ended' : null)
        if (act === 'accept' && code === null) joined += 1
        if (before !== 'pending') expect(inviteStatus(held, at)).toBe(before)
      }
      expect(joined).toBeLessThanOrEqual(1)
    }),
  )
})

test('addresses are the same in either case', () => {
  expect(normalEmail('ADA@Example.COM')).toBe(normalEmail('ada@example.com'))
})

test('only the end of the last owner is refused', () => {
  const roles: readonly MemberRole[] = ['owner', 'admin', 'member', 'viewer']
  for (const before of roles) {
    for (const after of [...roles, null]) {
      const ends = before === 'owner' && after !== 'owner'
      expect(codeOf(() => refuseLastOwner(before, after, 1))).toBe(ends ? 'last_owner' : null)
      expect(codeOf(() => refuseLastOwner(before, after, 2))).toBe(null)
      expect(concernsOwners(before, after)).toBe((before === 'owner') !== (after === 'owner'))
    }
  }
})
