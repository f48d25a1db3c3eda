import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createGovernedServer, type GovernedOrg } from '../../testing/governed-org.ts'
import { manualClock } from '../../testing/index.ts'
import { effectiveStates } from './stats.ts'

const clock = manualClock()
const server = await createGovernedServer({ clock })
afterAll(() => server.stop())

let org: GovernedOrg
beforeEach(async () => {
  org = await server.createOrg()
})

const stats = async (query: Record<string, string> = {}) =>
  (await org.worker.call('actions.stats', { query })).ok()
const run = async (cost: { amount: string; currency: string; tokens_in?: number }) => {
  const path = { action_id: (await org.create()).id }
  const { claim_id } = (await org.worker.call('actions.claim', { path, body: {} })).ok()
  const body = { claim_id: String(claim_id), outcome: 'completed', cost } as const
  ;(await org.worker.call('actions.outcome', { path, body })).ok()
}

test('what time has ended is counted as ended, and nothing twice', () => {
  const written = [
    { value: 'pending_approval', count: 3 },
    { value: 'expired', count: 1 },
    { value: 'running', count: 2 },
  ] as const
  expect(effectiveStates(written, { pending: 3, running: 1 })).toEqual([
    { value: 'expired', count: 4 },
    { value: 'lost', count: 1 },
    { value: 'running', count: 1 },
  ])
})

describe('figures about actions', () => {
  test('are empty where there are none', async () => {
    expect(await stats()).toEqual({
      total: 0,
      by_status: [],
      by_decision: [],
      by_action_type: [],
      by_agent: [],
      costs: [],
      assumptions: { open: 0, validated: 0, invalidated: 0 },
    })
  })

  test('count by the state that actions are in now, swept or not', async () => {
    await org.create({ action_type: 'remark' })
    await org.ask({ approval_seconds: 10 })
    const path = { action_id: (await org.create({ agent_id: 'worker-2' })).id }
    await org.worker.call('actions.claim', { path, body: { lease_seconds: 5 } })
    const states = async () =>
      Object.fromEntries((await stats()).by_status.map(({ value, count }) => [value, count]))
    expect(await states()).toEqual({ approved: 1, pending_approval: 1, running: 1 })
    clock.advance(10_000)
    expect(await states()).toEqual({ approved: 1, expired: 1, lost: 1 })
    await server.runWorkers()
    expect(await states()).toEqual({ approved: 1, expired: 1, lost: 1 })
    const { total, by_decision, by_action_type, by_agent } = await stats()
    expect(total).toBe(3)
    expect(by_decision).toEqual([
      { value: 'allow', count: 1 },
      { value: 'require_approval', count: 1 },
      { value: 'warn', count: 1 },
    ])
    expect(by_action_type.map(({ value }) => value)).toEqual(['ask', 'free', 'remark'])
    expect(by_agent).toEqual([
      { value: 'worker-1', count: 2 },
      { value: 'worker-2', count: 1 },
    ])
  })

  test('add costs up exactly, each currency by itself', async () => {
    for (const amount of ['0.1', '0.2', '999999999999.999999', '0.700001']) {
      await run({ amount, currency: 'USD', tokens_in: 3 })
    }
    await run({ amount: '5', currency: 'EUR' })
    expect((await stats()).costs).toEqual([
      { currency: 'EUR', amount: '5', tokens_in: 0, tokens_out: 0 },
      { currency: 'USD', amount: '1000000000001', tokens_in: 12, tokens_out: 0 },
    ])
  })

  test('are about some actions only, where that is asked', async () => {
    const first = await org.create()
    const body = { action_id: first.id, statement: 'It holds' }
    const { id } = (await org.worker.call('assumptions.create', { body })).ok()
    await org.worker.call('assumptions.validate', { path: { assumption_id: id }, body: {} })
    clock.advance(1000)
    const instant = new Date(clock.now(null)).toISOString()
    const session = (
      await org.worker.call('sessions.start', { body: { agent_id: 'worker-2' } })
    ).ok()
    await org.create({ agent_id: 'worker-2', session_id: session.id })
    expect((await stats()).total).toBe(2)
    expect((await stats({ since: instant })).total).toBe(1)
    const before = await stats({ until: instant })
    expect([before.total, before.assumptions.validated]).toEqual([1, 1])
    const second = await stats({ agent_id: 'worker-2' })
    expect([second.total, second.assumptions.validated]).toEqual([1, 0])
    expect((await stats({ session_id: session.id })).total).toBe(1)
    const query = { since: '2026-02-30T00:00:00.000Z' }
    const refused = (await org.worker.call('actions.stats', { query })).problem()
    expect(refused.errors?.[0]?.pointer).toBe('#/query/since')
  })

  test('name the 50 most frequent types', async () => {
    for (let index = 0; index < 51; index += 1) await org.create({ action_type: `free.${index}` })
    await org.create({ action_type: 'free.50' })
    const { by_action_type, total } = await stats()
    expect([by_action_type.length, total]).toEqual([50, 52])
    expect(by_action_type[0]).toEqual({ value: 'free.50', count: 2 })
  })
})
