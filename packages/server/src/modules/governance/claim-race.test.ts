import { afterAll, expect, test } from 'vitest'
import { createGovernedServer } from '../../testing/governed-org.ts'

const server = await createGovernedServer()
afterAll(() => server.stop())

test('of 50 agents that race to claim one approved action one gets it, and 49 a 409', async () => {
  const org = await server.createOrg()
  const asked = await org.ask()
  const path = { approval_id: asked.approval_id }
  ;(await org.owner.call('approvals.approve', { path, body: {} })).ok()
  const racers = await Promise.all(Array.from({ length: 50 }, () => org.mint(['actions:write'])))
  const answers = await Promise.all(
    racers.map((racer) => racer.call('actions.claim', { path: { action_id: asked.id }, body: {} })),
  )
  const won = answers.filter(({ status }) => status === 200)
  const refused = answers.filter(({ status }) => status === 409).map((answer) => answer.problem())
  expect([won.length, refused.length]).toEqual([1, 49])
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['already_claimed']))
  const { claim_id } = (
    await org.worker.call('actions.get', { path: { action_id: asked.id } })
  ).ok()
  expect(won[0]?.ok().claim_id).toBe(claim_id)
  const query = { types: ['action.claimed'] }
  expect((await org.owner.call('events.list', { query })).ok().data).toHaveLength(1)
})
