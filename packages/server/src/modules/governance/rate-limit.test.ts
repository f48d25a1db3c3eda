import type { PolicyCreate } from '@coxswain/contract'
import { afterAll, beforeEach, expect, test } from 'vitest'
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
})

const policy = async (name: string, rule: PolicyCreate['rule'], more: object = {}) =>
  (await owner.call('policies.create', { body: { name, rule, ...more } })).ok()
const rule = {
  type: 'rate_limit' as const,
  action_types: ['refund'],
  max_actions: 2,
  window_seconds: 60,
  decision: 'require_approval' as const,
}
const act = { type: 'shell', command: 'make' } as const
const create = (given: object = {}) => {
  const body = { agent_id: 'a', action_type: 'refund', act, goal: 'Go', ...given }
  return worker.call('actions.create', { body })
}
const decisionOf = async (given: object = {}) => (await create(given)).ok().decision
const decide = async (given: object = {}) => {
  const body = { agent_id: 'a', action_type: 'refund', act, ...given }
  return (await worker.call('guard.decide', { body })).ok()
}
const update = (policy_id: string, body: object) =>
  owner.call('policies.update', { path: { policy_id }, body })

test('there are so many actions of each agent in each window, sliding', async () => {
  await policy('Slowly', rule)
  for (const _round of [1, 2, 3]) expect((await decide()).decision).toBe('allow')
  expect(await decisionOf()).toBe('allow')
  clock.advance(30_000)
  expect([await decisionOf(), await decisionOf()]).toEqual(['allow', 'require_approval'])
  expect(await decisionOf({ agent_id: 'b' })).toBe('allow')
  expect(await decisionOf({ action_type: 'read' })).toBe('allow')
  const { decision, reasons } = await decide()
  expect(decision).toBe('require_approval')
  expect(reasons[0]?.message).toContain('after 2 actions of the agent in 60 s')
})

test('every action counts that is not blocked, also one beyond the limit', async () => {
  await policy('Slowly', rule)
  for (const _round of [1, 2, 3]) await create()
  clock.advance(59_999)
  expect(await decisionOf()).toBe('require_approval')
  clock.advance(1)
  expect(await decisionOf()).toBe('allow')
  expect(await decisionOf()).toBe('require_approval')
})

test('what is blocked does not count, by the limit or by anything else', async () => {
  const { id } = await policy('Not at all', { ...rule, decision: 'block' })
  const block = await policy('Never', { type: 'block_action_type', action_types: ['refund'] })
  for (const _round of [1, 2, 3]) expect(await decisionOf()).toBe('block')
  await update(block.id, { enabled: false })
  expect([await decisionOf(), await decisionOf(), await decisionOf()]).toEqual([
    'allow',
    'allow',
    'block',
  ])
  clock.advance(60_000)
  expect(await decisionOf()).toBe('allow')
  await update(id, { enabled: false })
  expect(await decisionOf()).toBe('allow')
})

test('the actions of all agents count together where the org is limited', async () => {
  await policy('Slowly', { ...rule, per: 'org' })
  expect(await decisionOf()).toBe('allow')
  expect(await decisionOf({ agent_id: 'b' })).toBe('allow')
  expect(await decisionOf()).toBe('require_approval')
})

test('a policy that monitors counts, and only leaves its reason', async () => {
  const { id } = await policy('Slowly', rule, { mode: 'monitor' })
  for (const _round of [1, 2, 3]) expect(await decisionOf()).toBe('allow')
  expect((await decide()).reasons[0]).toMatchObject({ policy_id: id, enforced: false })
  await update(id, { mode: 'enforce' })
  expect(await decisionOf()).toBe('require_approval')
})

test('a decision that was made while there was room is worth nothing without any', async () => {
  await policy('Slowly', rule)
  const [first, second, third] = [await decide(), await decide(), await decide()]
  expect(await decisionOf({ decision_id: first.id })).toBe('allow')
  expect(await decisionOf({ decision_id: second.id })).toBe('allow')
  expect((await create({ decision_id: third.id })).problem().code).toBe('decision_expired')
  const asked = await decide()
  expect(asked.decision).toBe('require_approval')
  expect((await create({ decision_id: asked.id })).ok().status).toBe('pending_approval')
  clock.advance(60_000)
  expect((await create({ decision_id: third.id })).ok().status).toBe('approved')
})

test('a modified act is the same action, and is not counted again', async () => {
  await policy('Slowly', rule)
  await policy('Ask', { type: 'require_approval', action_types: ['refund'] })
  const { approval_id } = (await create()).ok()
  const path = { approval_id: approval_id ?? '' }
  const body = { modified_act: { type: 'shell' as const, command: 'make less' } }
  ;(await owner.call('approvals.approve', { path, body })).ok()
  expect((await decide()).reasons).toHaveLength(1)
  await create()
  expect((await decide()).reasons).toHaveLength(2)
})

test('a simulation counts the actions of the past in the order of time', async () => {
  for (const _round of [1, 2, 3]) {
    await decide()
    await create()
    clock.advance(20_000)
  }
  await create()
  const body = { rule }
  const report = (await owner.call('policies.simulate', { body })).ok()
  // The question and the action of the third round; the fourth action finds the first one gone.
  expect(report).toMatchObject({ examined: 7, changed: 3, stricter: 3 })
})

test('a test of a policy knows of no actions before it', async () => {
  const given = { action_type: 'refund', act }
  const tests = [{ name: 'free', given, expect: 'allow' as const }]
  const { id } = await policy('Slowly', rule, { tests })
  for (const _round of [1, 2, 3]) await create()
  const path = { policy_id: id }
  expect((await owner.call('policies.test', { path, body: {} })).ok()).toMatchObject({ failed: 0 })
})
