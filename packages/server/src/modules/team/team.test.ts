import type { InviteCreate, MemberRoleInput } from '@coxswain/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Api } from '../../testing/index.ts'
import { refuseScans } from '../../testing/refuse-scans.ts'
import { testDatabases } from '../../testing/test-databases.ts'
import { openWatched, type WatchedServer } from '../../testing/watched-server.ts'

describe.each(testDatabases)('on $name', (kind) => {
  let server: WatchedServer
  let owner: Api
  beforeAll(async () => {
    server = await openWatched(kind, /^(members|invites)/)
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    ;({ owner } = await server.createOrg())
  })

  const ask = (email: string, body: Partial<InviteCreate> = {}) =>
    owner.call('members.invite', { body: { email, role: 'member', ...body } })
  const accept = (token: string, external_id: string | null = null) =>
    owner.call('members.accept', { body: { token, external_id } })
  const join = async (email: string, role: MemberRoleInput) => {
    const { token } = (await ask(email, { role })).ok()
    return (await accept(token, `subject-of-${email}`)).ok()
  }
  const remove = (member_id: string) => owner.call('members.remove', { path: { member_id } })
  const statuses = (answers: readonly { status: number }[]) =>
    answers.map(({ status }) => status).toSorted()

  test('of two owners who are removed at once, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [ada, bob] = [
        await join(`ada${round}@x`, 'owner'),
        await join(`bob${round}@x`, 'owner'),
      ]
      const others = (await owner.call('members.list', { query: { role: 'owner' } })).ok().data
      for (const { id } of others) if (id !== ada.id && id !== bob.id) (await remove(id)).ok()
      expect(statuses(await Promise.all([remove(ada.id), remove(bob.id)]))).toEqual([204, 409])
      expect(
        (await owner.call('members.list', { query: { role: 'owner' } })).ok().data,
      ).toHaveLength(1)
    }
  })

  test('of an owner who is removed and one who becomes less at once, one stays', async () => {
    const [ada, bob] = [await join('ada@x', 'owner'), await join('bob@x', 'owner')]
    const lower = { path: { member_id: bob.id }, body: { role: 'viewer' as const } }
    const answers = await Promise.all([remove(ada.id), owner.call('members.update', lower)])
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
  })

  test('a person who is invited by many at once is invited once, in whatever case', async () => {
    const answers = await Promise.all(
      ['Ada@x', 'ada@X', 'ada@x', 'ADA@X'].map((email) => ask(email)),
    )
    expect(statuses(answers)).toEqual([201, 409, 409, 409])
  })

  test('a token lets one in, however many hold it', async () => {
    const { token } = (await ask('ada@x')).ok()
    const answers = await Promise.all(Array.from({ length: 4 }, () => accept(token)))
    expect(statuses(answers)).toEqual([201, 409, 409, 409])
  })

  test('an external id is one member, also of two who come at once', async () => {
    const tokens = [(await ask('ada@x')).ok().token, (await ask('bob@x')).ok().token]
    const answers = await Promise.all(tokens.map((token) => accept(token, 'sub-1')))
    expect(statuses(answers)).toEqual([201, 409])
  })

  test('many invites at once are no more than a key may have', async () => {
    const emails = Array.from({ length: 23 }, (_value, index) => `p${index}@x`)
    const answers = await Promise.all(emails.map((email) => ask(email)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    const refused = answers.filter(({ status }) => status !== 201)
    expect(new Set(refused.map((answer) => answer.problem().code))).toEqual(
      new Set(['too_many_invites']),
    )
  })

  test('events name nobody, and every question is answered by an index', async () => {
    const ada = await join('ada-the-first@x', 'owner')
    const path = { member_id: ada.id }
    const body = { name: 'name-of-ada', metadata: { k: 'metadata-of-ada' } }
    ;(await owner.call('members.update', { path, body })).ok()
    const bob = (await ask('bob-the-second@x')).ok()
    ;(await ask('eve-the-third@x')).ok()
    ;(await owner.call('invites.revoke', { path: { invite_id: bob.id } })).ok()
    ;(await owner.call('invites.get', { path: { invite_id: bob.id } })).ok()
    for (const query of [
      {},
      { limit: 1 },
      { role: 'owner' },
      { external_id: 'subject-of-ada-the-first@x' },
    ]) {
      ;(await owner.call('members.list', { query })).ok()
    }
    for (const status of ['pending', 'accepted', 'revoked', 'expired']) {
      ;(await owner.call('invites.list', { query: { status } })).ok()
    }
    ;(await owner.call('invites.list', { query: { invited_by: bob.invited_by } })).ok()
    const page = (await owner.call('invites.list', { query: { limit: 1 } })).ok()
    ;(await owner.call('invites.list', { query: { cursor: String(page.next_cursor) } })).ok()
    await join('cat-the-fourth@x', 'owner')
    ;(await remove(ada.id)).ok()
    const log = JSON.stringify((await owner.call('events.list', { query: { limit: 200 } })).ok())
    expect(log).toContain('member.removed')
    expect(log).not.toMatch(/-the-|-of-ada|cox_invite_/)
    await refuseScans(server.store, server.statements)
  })

  test('who was removed is forgotten', async () => {
    const ada = await join('ada@x', 'member')
    ;(await remove(ada.id)).ok()
    const path = { invite_id: ada.invite_id }
    expect((await owner.call('invites.get', { path })).problem().code).toBe('not_found')
    expect((await join('ada@x', 'viewer')).id).not.toBe(ada.id)
  })
})
