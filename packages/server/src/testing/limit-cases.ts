import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { ActionCreate } from '@coxswain/contract'
import { createOrg } from './api.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { bootstrapToken, type OpenServer, serverCase } from './server-case.ts'

/** What policies that count actions must do on every store. */
export const limitCases: readonly ConformanceCase<OpenServer>[] = [
  serverCase('of many actions at once exactly as many pass as limits allow', async (server) => {
    const api = await createOrg(server, bootstrapToken)
    for (const agent_id of ['a', 'b'])
      await api.call('agents.upsert', { path: { agent_id }, body: {} })
    const policy = async (
      name: string,
      type: string,
      per: 'agent' | 'org',
      max_actions: number,
    ) => {
      const rule = {
        type: 'rate_limit',
        action_types: [type],
        max_actions,
        window_seconds: 600,
        per,
      }
      const body = {
        name,
        rule: { ...rule, type: 'rate_limit', decision: 'require_approval' },
      } as const
      ;(await api.call('policies.create', { body })).ok()
    }
    await policy('Each', 'each', 'agent', 3)
    await policy('All', 'all', 'org', 4)
    await policy('All beside', 'a*', 'org', 6)
    const act = { type: 'shell', command: 'make' } as const
    const action = (agent_id: string, action_type: string) => ({ agent_id, action_type, act })
    const create = (body: Omit<ActionCreate, 'goal'>) =>
      api.call('actions.create', { body: { ...body, goal: 'Go' } })
    const decided = async (agent: string, type: string) => {
      const { id } = (await api.call('guard.decide', { body: action(agent, type) })).ok()
      return () => create({ ...action(agent, type), decision_id: id })
    }
    // Half of them come with a decision that was made while there was room.
    const races: (() => ReturnType<typeof create>)[] = []
    for (const type of ['each', 'all']) {
      for (let round = 0; round < 4; round += 1) {
        for (const agent of ['a', 'b']) {
          races.push(await decided(agent, type))
          races.push(() => create(action(agent, type)))
        }
      }
    }
    const answers = await Promise.all(races.map((race) => race()))
    const passed = { each: 0, all: 0 }
    for (const answer of answers) {
      if (answer.status === 409) {
        strictEqual(answer.problem().code, 'decision_expired')
        continue
      }
      const { status, action_type } = answer.ok()
      if (status === 'approved') passed[action_type as 'each' | 'all'] += 1
    }
    deepStrictEqual(passed, { each: 6, all: 4 })
  }),
]
