import { afterAll, expect, test } from 'vitest'
import { actMarker, agentId, createGovernedServer } from '../../testing/governed-org.ts'

const server = await createGovernedServer()
afterAll(() => server.stop())

test('no event quotes the act that a policy objects to', async () => {
  const org = await server.createOrg()
  const act = { type: 'shell', command: `cat /vault/${actMarker}` } as const
  const body = { agent_id: agentId, action_type: 'free', act }
  const decision = (await org.worker.call('guard.decide', { body })).ok()
  expect(decision.decision).toBe('block')
  const { data } = (await org.owner.call('events.list', { query: { types: ['guard.*'] } })).ok()
  expect(data).toHaveLength(1)
  expect(JSON.stringify(data)).not.toContain(actMarker)
})
