import type { DecisionRequest, PolicyCreate } from '@coxswain/contract'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { type Api, createApi, createOrg, manualClock } from '../../testing/index.ts'
import { actHash, maxActBytes } from './act-hash.ts'

const bootstrapToken = 'boot'
const clock = manualClock()
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, clock })
afterAll(() => server.stop())

let api: Api & { readonly orgId: string; readonly keyId: string }
beforeEach(async () => {
  api = await createOrg(server, bootstrapToken)
  for (const agent_id of ['a', 'b']) {
    ;(await api.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
  }
})

const act = { type: 'shell', command: 'make deploy' } as const
const request = (given: Partial<DecisionRequest> = {}): DecisionRequest => {
  return { agent_id: 'a', action_type: 'deploy', act, ...given }
}
const decide = (given: Partial<DecisionRequest> = {}, caller: Api = api) =>
  caller.call('guard.decide', { body: request(given) })
const decided = async (given: Partial<DecisionRequest> = {}) => (await decide(given)).ok()
const policy = async (rule: PolicyCreate['rule'], more: Partial<PolicyCreate> = {}) => {
  const body = { name: `policy ${Math.random()}`, rule, ...more }
  return (await api.call('policies.create', { body })).ok()
}
const mint = async (scopes: string[], agent_id?: string) => {
  const bound = agent_id === undefined ? {} : { agent_id }
  const body = { name: 'k', scopes, ...bound }
  return createApi(server, (await api.call('apiKeys.create', { body })).ok().secret)
}

describe('a decision', () => {
  test('allows where no policy matches, and explains every point of the risk', async () => {
    const decision = await decided({ systems_touched: ['x', 'y', 'z'], declared_risk_score: 10 })
    expect(decision).toMatchObject({
      agent_id: 'a',
      act,
      act_hash: actHash('deploy', act),
      decision: 'allow',
      reasons: [],
      matched_policies: [],
      declared_risk_score: 10,
      computed_risk_score: 50,
      risk_score: 50,
      fail_closed: false,
      grant: null,
      action_id: null,
      used_at: null,
      created_by: api.keyId,
    })
    const points = decision.risk_breakdown.map(({ rule, points }) => [rule, points])
    expect(points).toEqual([
      ['reversibility_unknown', 10],
      ['systems_touched', 10],
      ['act_shell', 20],
      ['no_authorization_scope', 10],
    ])
    expect((await decided({ declared_risk_score: 90 })).risk_score).toBe(90)
  })

  test('is the maximum over what matches, and says which policy and why', async () => {
    const warns = await policy({ type: 'warn_action_type', action_types: ['*'] }, { name: 'Loud' })
    const asks = await policy(
      { type: 'require_approval', action_types: ['deploy'] },
      { name: 'Ask' },
    )
    await policy({ type: 'block_action_type', action_types: ['delete.*'] }, { name: 'Never' })
    const watch = await policy(
      { type: 'block_action_type', action_types: ['deploy'] },
      { name: 'Watch', mode: 'monitor' },
    )
    await policy({ type: 'block_action_type', action_types: ['*'] }, { enabled: false })
    await policy({ type: 'block_action_type', action_types: ['*'] }, { agent_ids: ['b*'] })
    const decision = await decided()
    expect(decision.decision).toBe('require_approval')
    expect(decision.reasons.map(({ message, enforced }) => [message, enforced])).toEqual([
      ['policy `Watch` v1 blocks action type `deploy` (it only monitors)', false],
      ['policy `Ask` v1 asks for approval of action type `deploy`', true],
      ['policy `Loud` v1 warns of action type `deploy`', true],
    ])
    expect(decision.reasons[1]).toMatchObject({
      source: 'policy',
      policy_id: asks.id,
      policy_name: 'Ask',
      policy_version: 1,
      policy_type: 'require_approval',
    })
    const ids = [warns.id, asks.id, watch.id].sort()
    expect(decision.matched_policies).toEqual(ids.map((id) => ({ id, version: 1 })))
    expect((await decided({ action_type: 'delete.db' })).decision).toBe('block')
    expect((await decided({ agent_id: 'b' })).decision).toBe('block')
  })

  test('is kept, listed and found, and told of in the log without the act', async () => {
    await policy({ type: 'block_action_type', action_types: ['never'] })
    const one = await decided({ reversible: false, authorization_scope: 'OPS-1' })
    const other = await decided({ agent_id: 'b', action_type: 'never' })
    const get = await api.call('guard.get', { path: { decision_id: one.id } })
    expect(get.ok()).toEqual(one)
    const list = async (query: Record<string, string | number>) =>
      (await api.call('guard.list', { query })).ok().data.map(({ id }) => id)
    expect(await list({})).toEqual([other.id, one.id])
    expect(await list({ agent_id: 'a' })).toEqual([one.id])
    expect(await list({ decision: 'block' })).toEqual([other.id])
    const page = (await api.call('guard.list', { query: { limit: 1 } })).ok()
    expect(await list({ cursor: page.next_cursor ?? '' })).toEqual([one.id])
    const events = await api.call('events.list', { query: { types: ['guard.decided'] } })
    expect(events.ok().data).toHaveLength(2)
    expect(events.text).toContain(one.act_hash)
    expect(events.text).not.toContain('make deploy')
  })

  test('is about a scrubbed act, and so is its hash', async () => {
    const command = 'curl -H "authorization: Bearer EXAMPLE-0000000000000000" https://x.example'
    const decision = await decided({ act: { type: 'shell', command } })
    const clean = {
      type: 'shell',
      command: command.replace(/EXAMPLE-0+/, '[redacted:bearer-token]'),
    }
    expect(decision.act).toEqual(clean)
    expect(decision.act_hash).toBe(actHash('deploy', clean as never))
  })

  test('is refused for an act that is too long, an absent agent and an idle one', async () => {
    const long = { type: 'custom', name: 'x', data: { text: 'x'.repeat(16_384) } } as const
    expect((await decide({ act: long })).problem()).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/act', code: 'too_large' }],
    })
    expect((await decide({ agent_id: 'nobody' })).problem().code).toBe('not_found')
    const path = { agent_id: 'a' }
    await api.call('agents.suspend', { path, body: { reason: 'leak' } })
    expect((await decide()).problem().code).toBe('agent_suspended')
    await api.call('agents.retire', { path })
    expect((await decide()).problem().code).toBe('agent_retired')
  })

  test('and an action are refused for a long act before their agent is looked for', async () => {
    const body = { ...request({ agent_id: 'nobody' }), goal: 'Go' }
    const long = { ...body, act: { type: 'shell', command: 'x'.repeat(maxActBytes) } } as const
    expect((await decide({ agent_id: 'nobody', act: long.act })).problem().status).toBe(422)
    expect((await api.call('actions.create', { body: long })).problem().status).toBe(422)
    expect((await api.call('actions.create', { body })).problem().status).toBe(404)
  })

  test('is made for the agent that a key is bound to, and no other', async () => {
    const bound = await mint(['guard:write', 'actions:write'], 'a')
    expect((await decide({}, bound)).status).toBe(201)
    expect((await decide({ agent_id: 'b' }, bound)).problem().code).toBe('agent_mismatch')
  })

  test('grows with what went wrong lately', async () => {
    const create = async () => {
      const body = { ...request(), goal: 'Try' }
      return (await api.call('actions.create', { body })).ok()
    }
    for (const _round of [1, 2]) {
      const path = { action_id: (await create()).id }
      const { claim_id } = (await api.call('actions.claim', { path, body: {} })).ok()
      const body = { claim_id: claim_id ?? '', outcome: 'failed' } as const
      ;(await api.call('actions.outcome', { path, body })).ok()
    }
    expect((await decided()).computed_risk_score).toBe(50)
    clock.advance(3_600_000)
    expect((await decided()).computed_risk_score).toBe(40)
  })
})

describe('an action that comes with a decision', () => {
  const create = (decision_id: string, given: object = {}, caller: Api = api) =>
    caller.call('actions.create', { body: { ...request(), goal: 'Go', decision_id, ...given } })
  const code = async (reply: ReturnType<typeof create>) => (await reply).problem().code

  test('is made of it, and uses it up', async () => {
    const inputs = { declared_risk_score: 60, reversible: true, systems_touched: ['x', 'y'] }
    const decision = await decided({ ...inputs, authorization_scope: 'OPS-1' })
    const action = (await create(decision.id, { systems_touched: ['y', 'x'] })).ok()
    expect(action).toMatchObject({ ...inputs, decision_id: decision.id, status: 'approved' })
    expect(action.authorization_scope).toBe('OPS-1')
    const path = { decision_id: decision.id }
    const used = (await api.call('guard.get', { path })).ok()
    expect(used).toEqual({ ...decision, action_id: action.id, used_at: action.created_at })
    expect(await code(create(decision.id))).toBe('decision_used')
  })

  test('follows the decision, whatever policies say since', async () => {
    const before = await decided()
    await policy({ type: 'block_action_type', action_types: ['deploy'] })
    const after = await decided()
    expect((await create(before.id)).ok().status).toBe('approved')
    expect((await create(after.id)).ok().status).toBe('blocked')
  })

  test('is refused with one that is older than five minutes', async () => {
    const decision = await decided()
    clock.advance(5 * 60_000 - 1)
    const other = await decided()
    expect((await create(decision.id)).status).toBe(201)
    clock.advance(5 * 60_000)
    expect(await code(create(other.id))).toBe('decision_expired')
  })

  test.each([
    ['the act', { act: { type: 'shell', command: 'make deploy-all' } }],
    ['the action type', { action_type: 'deploy.all' }],
    ['the agent', { agent_id: 'b' }],
    ['the declared risk', { declared_risk_score: 1 }],
    ['whether it can be undone', { reversible: true }],
    ['the systems', { systems_touched: ['x'] }],
    ['what entitles it', { authorization_scope: 'OPS-2' }],
  ])('is refused when %s is another', async (_what, given) => {
    const decision = await decided({ systems_touched: ['y'], reversible: false })
    expect(await code(create(decision.id, given))).toBe('decision_mismatch')
    expect((await create(decision.id)).status).toBe(201)
  })

  test('is refused with one of another org, of another agent, or of nobody', async () => {
    const decision = await decided({ agent_id: 'b' })
    const stranger = await createOrg(server, bootstrapToken)
    await stranger.call('agents.upsert', { path: { agent_id: 'b' }, body: {} })
    expect(await code(create(decision.id, { agent_id: 'b' }, stranger))).toBe('not_found')
    const absent = decision.id.slice(0, -1) + (decision.id.endsWith('0') ? '1' : '0')
    expect(await code(create(absent))).toBe('not_found')
    const bound = await mint(['actions:write'], 'a')
    expect(await code(create(decision.id, {}, bound))).toBe('agent_mismatch')
  })

  test('is made once, however many ask at once', async () => {
    const decision = await decided()
    const replies = await Promise.all(Array.from({ length: 20 }, () => create(decision.id)))
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
  })
})
