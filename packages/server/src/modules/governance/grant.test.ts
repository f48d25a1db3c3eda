import type { PolicyCreate } from '@coxswain/contract'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { type Api, createApi, createOrg, manualClock } from '../../testing/index.ts'

const bootstrapToken = 'boot'
const clock = manualClock()
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, clock })
afterAll(() => server.stop())

let owner: Api & { readonly orgId: string }
let worker: Api
beforeEach(async () => {
  owner = await createOrg(server, bootstrapToken)
  for (const agent_id of ['a', 'b']) {
    ;(await owner.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
  }
  const body = { name: 'worker', scopes: ['*:admin'] }
  worker = createApi(server, (await owner.call('apiKeys.create', { body })).ok().secret)
  await policy('Ask', { type: 'require_approval', action_types: ['deploy', 'ship'] })
  await policy('Never', { type: 'block_action_type', action_types: ['never'] })
})

const policy = async (name: string, rule: PolicyCreate['rule'], more: object = {}) =>
  (await owner.call('policies.create', { body: { name, rule, ...more } })).ok()
const act = { type: 'shell', command: 'make' } as const
const other = { type: 'shell', command: 'make all' } as const
const create = async (given: object = {}) => {
  const body = { agent_id: 'a', action_type: 'deploy', act, goal: 'Go', ...given }
  return worker.call('actions.create', { body })
}
const status = async (given: object = {}) => (await create(given)).ok().status
const decide = async (given: object = {}) => {
  const body = { agent_id: 'a', action_type: 'deploy', act, ...given }
  return (await worker.call('guard.decide', { body })).ok()
}
/** Has an action approved, with a grant beyond it. */
const approve = async (given: object = {}, body: object = { grant_seconds: 60 }) => {
  const { approval_id } = (await create(given)).ok()
  const path = { approval_id: approval_id ?? '' }
  return (await owner.call('approvals.approve', { path, body })).ok()
}

describe("an approver's grant", () => {
  test('lets the same act of the same agent be done once more', async () => {
    await approve()
    const told = await decide()
    expect(told).toMatchObject({ decision: 'allow', grant: { source: 'approval' } })
    expect(told.reasons.map(({ source, decision }) => [source, decision])).toEqual([
      ['policy', 'require_approval'],
      ['grant', 'allow'],
    ])
    expect(await decide()).toMatchObject({ decision: 'allow' })
    const action = (await create()).ok()
    expect(action.status).toBe('approved')
    const path = { decision_id: action.decision_id }
    expect((await worker.call('guard.get', { path })).ok().grant).toEqual(told.grant)
    expect(await status()).toBe('pending_approval')
    expect(await decide()).toMatchObject({ decision: 'require_approval', grant: null })
  })

  test('is not there unless the approver asked for one', async () => {
    await approve({}, {})
    expect(await status()).toBe('pending_approval')
  })

  test('is for no other act, action type, agent or org', async () => {
    await approve()
    expect(await status({ act: other })).toBe('pending_approval')
    expect(await status({ action_type: 'ship' })).toBe('pending_approval')
    expect(await status({ agent_id: 'b' })).toBe('pending_approval')
    expect(await status()).toBe('approved')
  })

  test('is for the act that was approved, where that was a modified one', async () => {
    await approve({}, { grant_seconds: 60, modified_act: other })
    expect(await status()).toBe('pending_approval')
    expect(await status({ act: other })).toBe('approved')
  })

  test('ends at its time, to the millisecond', async () => {
    await approve()
    clock.advance(59_999)
    expect(await decide()).toMatchObject({ decision: 'allow' })
    clock.advance(1)
    expect(await status()).toBe('pending_approval')
  })

  test('lifts no block', async () => {
    await approve()
    await policy('Freeze', { type: 'block_action_type', action_types: ['*'] })
    expect(await status()).toBe('blocked')
  })

  test('is used by one of many actions at once, and so is each of two', async () => {
    await approve()
    const waiting = [(await create({ act: other })).ok(), (await create({ act: other })).ok()]
    for (const { approval_id } of waiting) {
      const path = { approval_id: approval_id ?? '' }
      ;(await owner.call('approvals.approve', { path, body: { grant_seconds: 60 } })).ok()
    }
    const race = async (given: object) => {
      const replies = await Promise.all(Array.from({ length: 12 }, () => create(given)))
      return replies.filter((reply) => reply.ok().status === 'approved').length
    }
    expect([await race({}), await race({ act: other })]).toEqual([1, 2])
  })

  test('that a decision rests on is used with it, or refuses it when it is gone', async () => {
    await approve()
    const [first, second] = [await decide(), await decide()]
    expect(await status({ decision_id: first.id })).toBe('approved')
    const late = await create({ decision_id: second.id })
    expect(late.problem().code).toBe('decision_expired')
    const path = { decision_id: second.id }
    expect((await worker.call('guard.get', { path })).ok().used_at).toBeNull()
  })
})

describe('a policy that grants', () => {
  const grants = (more: object = {}) =>
    policy(
      'Routine',
      { type: 'allow_grant', action_types: ['deploy'], max_uses: 2, window_seconds: 60 },
      more,
    )

  test('allows so many actions of each agent in each window, sliding', async () => {
    const { id } = await grants()
    expect(await decide()).toMatchObject({ grant: { source: 'policy', id, expires_at: null } })
    expect(await status()).toBe('approved')
    clock.advance(30_000)
    expect([await status({ act: other }), await status()]).toEqual(['approved', 'pending_approval'])
    expect(await status({ agent_id: 'b' })).toBe('approved')
    clock.advance(29_999)
    expect(await status()).toBe('pending_approval')
    clock.advance(1)
    expect([await status(), await status()]).toEqual(['approved', 'pending_approval'])
    clock.advance(30_000)
    expect(await status()).toBe('approved')
  })

  test('says when its uses are used up', async () => {
    await grants()
    for (const _round of [1, 2]) await status()
    const { reasons } = await decide()
    expect(reasons.map(({ message, enforced }) => [message, enforced])).toContainEqual([
      'policy `Routine` v1 would grant it, but its 2 uses in 60 s are used up',
      false,
    ])
  })

  test('is asked in vain about what is no question, and told of as often as anyone likes', async () => {
    await grants()
    for (const _round of [1, 2, 3]) await decide()
    expect(await status({ action_type: 'build' })).toBe('approved')
    expect([await status(), await status(), await status()]).toEqual([
      'approved',
      'approved',
      'pending_approval',
    ])
  })

  test('lifts no block, grants nothing while it monitors, and only to its agents', async () => {
    const { id } = await grants({ mode: 'monitor' })
    const { decision, reasons } = await decide()
    expect(decision).toBe('require_approval')
    expect(reasons.at(-1)).toMatchObject({ decision: 'allow', enforced: false, policy_id: id })
    const update = (body: object) =>
      owner.call('policies.update', { path: { policy_id: id }, body })
    await update({ mode: 'enforce', agent_ids: ['b'] })
    expect(await status()).toBe('pending_approval')
    expect(await status({ agent_id: 'b' })).toBe('approved')
    await update({ agent_ids: null, rule: { ...rule, action_types: ['*'] } })
    expect(await status({ action_type: 'never' })).toBe('blocked')
  })

  const rule = { type: 'allow_grant', action_types: ['deploy'], max_uses: 2, window_seconds: 60 }

  test('counts what it granted before it was changed', async () => {
    const { id } = await grants()
    const update = (body: object) =>
      owner.call('policies.update', { path: { policy_id: id }, body })
    expect([await status(), await status()]).toEqual(['approved', 'approved'])
    await update({ rule: { ...rule, max_uses: 3 } })
    expect([await status(), await status()]).toEqual(['approved', 'pending_approval'])
    await update({ rule: { ...rule, max_uses: 1, window_seconds: 120 } })
    clock.advance(60_000)
    expect(await status()).toBe('pending_approval')
  })

  test('gives no more than it has to many at once', async () => {
    await grants()
    const replies = await Promise.all(Array.from({ length: 12 }, () => create()))
    expect(replies.filter((reply) => reply.ok().status === 'approved')).toHaveLength(2)
  })

  test('keeps no decision good that rests on what it was before', async () => {
    const { id } = await grants()
    const [first, second, third] = [await decide(), await decide(), await decide()]
    expect(await status({ decision_id: first.id })).toBe('approved')
    expect(await status()).toBe('approved')
    const code = async (decision_id: string) => (await create({ decision_id })).problem().code
    expect(await code(second.id)).toBe('decision_expired')
    clock.advance(60_000)
    const path = { policy_id: id }
    await owner.call('policies.update', { path, body: { enabled: false } })
    expect(await code(third.id)).toBe('decision_expired')
  })

  test('leaves the grant of an approver alone only when there is none', async () => {
    await approve()
    const { id } = await grants()
    expect((await decide()).grant?.source).toBe('approval')
    await status()
    expect((await decide()).grant).toMatchObject({ source: 'policy', id })
  })
})
