import { afterAll, expect, test } from 'vitest'
import { systemScope } from '../../store/unit-of-work.ts'
import { createGovernedServer } from '../../testing/governed-org.ts'
import { manualClock } from '../../testing/index.ts'
import { readTrouble } from './trouble-repository.ts'

const clock = manualClock()
const server = await createGovernedServer({ clock })
afterAll(() => server.stop())

test('recent trouble is what failed, was lost or drifted since, marked or not', async () => {
  const org = await server.createOrg()
  const scope = systemScope('test', org.orgId)
  const trouble = (since: number, agentId = 'worker-1') =>
    server.store.read(scope, async (unit) => {
      const query = { orgId: org.orgId, agentId, since, now: clock.now(org.orgId) }
      const { failures, drift } = await readTrouble(unit, query)
      return [failures, drift]
    })
  const run = async (outcome: 'completed' | 'failed' | null) => {
    const { id } = await org.create()
    const path = { action_id: id }
    const claim = { path, body: { lease_seconds: 5 } }
    const { claim_id } = (await org.worker.call('actions.claim', claim)).ok()
    if (outcome === null) return
    const body = { claim_id: String(claim_id), outcome }
    ;(await org.worker.call('actions.outcome', { path, body })).ok()
  }
  const begin = clock.now(null)
  expect(await trouble(begin - 1)).toEqual([0, 0])
  await run('completed')
  await run('failed')
  await run(null)
  expect(await trouble(begin - 1)).toEqual([1, 0])
  clock.advance(5000)
  expect(await trouble(begin - 1)).toEqual([2, 0])
  expect(await trouble(begin)).toEqual([1, 0])
  await server.runWorkers()
  expect(await trouble(begin - 1)).toEqual([2, 0])
  const assume = { body: { action_id: (await org.create()).id, statement: 'It holds' } }
  const path = { assumption_id: (await org.worker.call('assumptions.create', assume)).ok().id }
  await org.worker.call('assumptions.invalidate', { path, body: { reason: 'It did not' } })
  expect(await trouble(begin + 4999)).toEqual([1, 1])
  expect(await trouble(begin + 5000)).toEqual([0, 0])
  expect(await trouble(begin - 1, 'worker-2')).toEqual([0, 0])
})
