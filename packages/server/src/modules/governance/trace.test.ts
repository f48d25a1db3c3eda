import { afterAll, beforeEach, expect, test } from 'vitest'
import { createGovernedServer, type GovernedOrg } from '../../testing/governed-org.ts'

const server = await createGovernedServer()
afterAll(() => server.stop())

let org: GovernedOrg
beforeEach(async () => {
  org = await server.createOrg()
})

const trace = async (action_id: string) =>
  (await org.worker.call('actions.trace', { path: { action_id } })).ok()

test('a trace shows an action with its decision, approval, assumptions, children and events', async () => {
  const asked = await org.ask()
  const path = { action_id: asked.id }
  const statement = 'It holds'
  const assume = { body: { action_id: asked.id, statement } }
  const assumption = (await org.worker.call('assumptions.create', assume)).ok()
  const approval_id = asked.approval_id
  const approve = { path: { approval_id }, body: { grant_seconds: 60 } }
  const approval = (await org.owner.call('approvals.approve', approve)).ok()
  await org.worker.call('actions.claim', { path, body: {} })
  const child = await org.create({ parent_action_id: asked.id })
  await org.create()
  const traced = await trace(asked.id)
  expect(traced.action).toEqual((await org.worker.call('actions.get', { path })).ok())
  expect(traced.decision).toMatchObject({ id: asked.decision_id, action_id: asked.id })
  expect(traced.approval).toEqual(approval)
  expect(traced.assumptions).toEqual([assumption])
  expect(traced.children.map(({ id }) => id)).toEqual([child.id])
  expect(traced.events.map(({ event }) => event)).toEqual([
    'action.created',
    'approval.requested',
    'assumption.created',
    'approval.granted',
    'action.updated',
    'action.claimed',
  ])
  expect(traced.truncated).toBe(false)
})

test('a trace of what needed nobody has no approval', async () => {
  const { id } = await org.create()
  expect(await trace(id)).toMatchObject({ approval: null, assumptions: [], children: [] })
})

test('a trace says when there is more than it shows', async () => {
  const { id } = await org.create()
  const child = (index: number) => org.create({ parent_action_id: id, goal: `part ${index}` })
  for (let index = 0; index < 200; index += 1) await child(index)
  const whole = await trace(id)
  expect([whole.children.length, whole.truncated]).toEqual([200, false])
  await child(200)
  const cut = await trace(id)
  expect([cut.children.length, cut.truncated]).toEqual([200, true])
  expect(cut.children.map(({ goal }) => goal)).not.toContain('part 200')
})
