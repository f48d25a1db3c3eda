import { afterAll, beforeEach, expect, test } from 'vitest'
import { createGovernedServer, type GovernedOrg } from '../../testing/governed-org.ts'
import { manualClock } from '../../testing/index.ts'

const clock = manualClock()
const server = await createGovernedServer({ clock })
afterAll(() => server.stop())

let org: GovernedOrg
let action_id: string
beforeEach(async () => {
  org = await server.createOrg()
  action_id = (await org.create()).id
})

const assume = async (body = {}) => {
  const create = { body: { action_id, statement: 'It holds', ...body } }
  return (await org.worker.call('assumptions.create', create)).ok()
}
const at = (assumption_id: string) => ({ path: { assumption_id } })
const validate = (id: string, body = {}) =>
  org.worker.call('assumptions.validate', { ...at(id), body })
const invalidate = (id: string, reason = 'It did not') =>
  org.worker.call('assumptions.invalidate', { ...at(id), body: { reason } })
const drift = async () => (await org.worker.call('actions.get', { path: { action_id } })).ok().drift

test('an assumption belongs to an action and its agent', async () => {
  const assumption = await assume({ confidence: 80, metadata: { a: '1' } })
  expect(assumption).toMatchObject({
    action_id,
    agent_id: 'worker-1',
    status: 'open',
    confidence: 80,
    metadata: { a: '1' },
    settled_at: null,
  })
  expect((await org.worker.call('assumptions.get', at(assumption.id))).ok()).toEqual(assumption)
  const absent = { action_id: `act_${'0'.repeat(26)}`, statement: 'x' }
  const refused = await org.worker.call('assumptions.create', { body: absent })
  expect(refused.problem().code).toBe('not_found')
})

test('an assumption that held may still turn out wrong, and nothing after that', async () => {
  const { id } = await assume()
  expect((await validate(id, { evidence: 'seen' })).ok()).toMatchObject({
    status: 'validated',
    evidence: 'seen',
    reason: null,
    settled_at: new Date(clock.now(null)).toISOString(),
  })
  const again = (await validate(id)).problem()
  expect(again).toMatchObject({ code: 'assumption_settled', state: 'validated' })
  expect((await invalidate(id)).ok()).toMatchObject({
    status: 'invalidated',
    evidence: 'seen',
    reason: 'It did not',
  })
  for (const settle of [validate, invalidate]) {
    const refusal = (await settle(id)).problem()
    expect(refusal).toMatchObject({ code: 'assumption_settled', state: 'invalidated' })
  }
})

test('every assumption that turns out wrong makes its action drift by one', async () => {
  const [first, second, third] = [await assume(), await assume(), await assume()]
  await invalidate(first.id)
  await validate(second.id)
  expect(await drift()).toBe(1)
  await invalidate(third.id)
  await invalidate(third.id)
  expect(await drift()).toBe(2)
  const query = { types: ['assumption.*'] }
  const { data } = (await org.owner.call('events.list', { query })).ok()
  const told = data.map(({ event, payload }) => [event, (payload as { drift: number }).drift])
  expect(told).toEqual([
    ['assumption.created', 0],
    ['assumption.created', 0],
    ['assumption.created', 0],
    ['assumption.invalidated', 1],
    ['assumption.validated', 1],
    ['assumption.invalidated', 2],
  ])
})

test('a reason is asked for', async () => {
  const { id } = await assume()
  const refused = await org.worker.call('assumptions.invalidate', { ...at(id), body: {} as never })
  expect(refused.problem().code).toBe('validation_failed')
  expect(await drift()).toBe(0)
})

test('assumptions are found by action, agent and state, newest first', async () => {
  const first = await assume()
  clock.advance(1)
  const second = await assume()
  const other = await org.create({ agent_id: 'worker-2' })
  clock.advance(1)
  const third = await assume({ action_id: other.id })
  await validate(second.id)
  const list = async (query: Record<string, string>) =>
    (await org.worker.call('assumptions.list', { query })).ok().data.map(({ id }) => id)
  expect(await list({})).toEqual([third.id, second.id, first.id])
  expect(await list({ action_id })).toEqual([second.id, first.id])
  expect(await list({ agent_id: 'worker-2' })).toEqual([third.id])
  expect(await list({ status: 'validated' })).toEqual([second.id])
  const page = (await org.worker.call('assumptions.list', { query: { limit: 2 } })).ok()
  const query = { limit: 2, cursor: page.next_cursor ?? '' }
  const rest = (await org.worker.call('assumptions.list', { query })).ok()
  expect(rest.data.map(({ id }) => id)).toEqual([first.id])
})
