import type { PolicyCreate, PolicySimulation } from '@coxswain/contract'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { type Api, createApi, createOrg, manualClock } from '../../testing/index.ts'

const bootstrapToken = 'boot'
const clock = manualClock()
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, clock })
afterAll(() => server.stop())

let api: Api & { readonly orgId: string; readonly keyId: string }
beforeEach(async () => {
  api = await createOrg(server, bootstrapToken)
  await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
})

const asks = { type: 'require_approval', action_types: ['deploy'] } as const
const asking = (): PolicyCreate['rule'] => ({ ...asks, action_types: [...asks.action_types] })
const create = (body: Partial<PolicyCreate> = {}) =>
  api.call('policies.create', { body: { name: 'Ask', rule: asking(), ...body } })
const at = (policy_id: string) => ({ path: { policy_id } })
const events = async () =>
  (await api.call('events.list', { query: { types: ['policy.*'] } })).ok().data
const act = { type: 'shell', command: 'make' } as const
const decide = async (action_type = 'deploy', given: object = {}) => {
  const body = { agent_id: 'a', action_type, act, ...given }
  return (await api.call('guard.decide', { body })).ok()
}
const perform = async (action_type = 'deploy') => {
  const body = { agent_id: 'a', action_type, act, goal: 'Go' }
  return (await api.call('actions.create', { body })).ok()
}

describe('a policy', () => {
  test('is created with what was left out filled in, and found again', async () => {
    const created = await create()
    expect(created.headers.get('etag')).toBe('"1"')
    const policy = created.ok()
    expect(policy).toEqual({
      id: expect.stringMatching(/^pol_/),
      org_id: api.orgId,
      name: 'Ask',
      description: null,
      enabled: true,
      mode: 'enforce',
      agent_ids: null,
      rule: asks,
      tests: [],
      version: 1,
      metadata: {},
      created_by: api.keyId,
      created_at: expect.any(String),
      updated_at: policy.created_at,
    })
    expect((await api.call('policies.get', at(policy.id))).ok()).toEqual(policy)
  })

  test('is listed by whether it is enabled and by type, newest first', async () => {
    const one = (await create({ name: 'one' })).ok()
    const two = (await create({ name: 'two', enabled: false })).ok()
    const rule = { type: 'block_action_type', action_types: ['x'] } as const
    const three = (await create({ name: 'three', rule: { ...rule, action_types: ['x'] } })).ok()
    const list = async (query: Record<string, string | number>) =>
      (await api.call('policies.list', { query })).ok().data.map(({ id }) => id)
    expect(await list({})).toEqual([three.id, two.id, one.id])
    expect(await list({ enabled: 'true' })).toEqual([three.id, one.id])
    expect(await list({ enabled: 'false' })).toEqual([two.id])
    expect(await list({ type: 'require_approval' })).toEqual([two.id, one.id])
    const page = (await api.call('policies.list', { query: { limit: 2 } })).ok()
    expect(await list({ limit: 2, cursor: page.next_cursor ?? '' })).toEqual([one.id])
  })

  test('has a name of its own in its org', async () => {
    const { id } = (await create()).ok()
    expect((await create()).problem().code).toBe('policy_name_taken')
    const other = (await create({ name: 'Other' })).ok()
    const rename = (name: string, policy: string) =>
      api.call('policies.update', { ...at(policy), body: { name } })
    expect((await rename('Ask', other.id)).problem().code).toBe('policy_name_taken')
    expect((await rename('Ask', id)).ok().version).toBe(1)
    await api.call('policies.delete', at(id))
    expect((await rename('Ask', other.id)).ok().version).toBe(2)
    const stranger = await createOrg(server, bootstrapToken)
    const body = { name: 'Ask', rule: asking() }
    expect((await stranger.call('policies.create', { body })).status).toBe(201)
  })

  test('grows by one version with every change, and by none without', async () => {
    const { id } = (await create({ metadata: { team: 'x' } })).ok()
    const update = (body: object, headers = {}) =>
      api.call('policies.update', { ...at(id), body, headers })
    expect((await update({})).headers.get('etag')).toBe('"1"')
    expect((await update({ rule: asks, enabled: true })).ok().version).toBe(1)
    clock.advance(1000)
    const changed = (await update({ mode: 'monitor', metadata: { team: null, a: '1' } })).ok()
    expect(changed).toMatchObject({ version: 2, mode: 'monitor', metadata: { a: '1' } })
    expect(changed.updated_at > changed.created_at).toBe(true)
    expect((await update({ agent_ids: ['a*'] }, { 'if-match': '"1"' })).status).toBe(412)
    expect((await update({ agent_ids: ['a*'] }, { 'if-match': '"2"' })).ok().version).toBe(3)
    expect((await update({ agent_ids: null, description: 'why' })).ok().agent_ids).toBeNull()
    expect((await events()).map(({ event }) => event)).toEqual([
      'policy.created',
      'policy.updated',
      'policy.updated',
      'policy.updated',
    ])
  })

  test('is in force from the next act on, in the version that it has', async () => {
    const { id } = (await create()).ok()
    const outcome = async () => {
      const { decision, matched_policies } = await decide()
      return [decision, matched_policies.map(({ version }) => version)]
    }
    const update = (body: object) => api.call('policies.update', { ...at(id), body })
    expect(await outcome()).toEqual(['require_approval', [1]])
    await update({ rule: { type: 'block_action_type', action_types: ['deploy'] } })
    expect(await outcome()).toEqual(['block', [2]])
    await update({ mode: 'monitor' })
    expect(await outcome()).toEqual(['allow', [3]])
    await update({ mode: 'enforce', enabled: false })
    expect(await outcome()).toEqual(['allow', []])
    await update({ enabled: true })
    expect(await outcome()).toEqual(['block', [5]])
    await api.call('policies.delete', at(id))
    expect(await outcome()).toEqual(['allow', []])
  })

  test('is deleted once, whoever asks how often', async () => {
    const { id } = (await create({ tests: [] })).ok()
    const remove = async (caller: Api) => (await caller.call('policies.delete', at(id))).status
    expect(await remove(await createOrg(server, bootstrapToken))).toBe(204)
    expect([await remove(api), await remove(api)]).toEqual([204, 204])
    expect((await api.call('policies.get', at(id))).problem().code).toBe('not_found')
    const [, deleted] = await events()
    expect(deleted).toMatchObject({ event: 'policy.deleted', payload: { policy: { id } } })
    expect((await events()).length).toBe(2)
  })

  test('needs a key that may administer policies to be changed', async () => {
    const { id } = (await create()).ok()
    const body = { name: 'k', scopes: ['policies:write', 'guard:admin', 'actions:admin'] }
    const minted = (await api.call('apiKeys.create', { body })).ok()
    const writer = createApi(server, minted.secret)
    for (const reply of [
      await writer.call('policies.create', { body: { name: 'x', rule: asking() } }),
      await writer.call('policies.update', { ...at(id), body: { enabled: false } }),
      await writer.call('policies.delete', at(id)),
    ]) {
      expect(reply.problem().code).toBe('insufficient_scope')
    }
    expect((await writer.call('policies.get', at(id))).status).toBe(200)
  })
})

describe("a policy's tests", () => {
  const given = { action_type: 'deploy', act }
  const tests = [
    { name: 'deploys wait', given, expect: 'require_approval' as const },
    { name: 'builds do not', given: { ...given, action_type: 'build' }, expect: 'allow' as const },
  ]

  test('are tried on the policy alone, with cases of the moment after its own', async () => {
    await create({ name: 'other', rule: { type: 'block_action_type', action_types: ['*'] } })
    const { id } = (await create({ tests, mode: 'monitor', enabled: false })).ok()
    const cases = [{ name: 'wrong', given, expect: 'block' as const }]
    const report = (await api.call('policies.test', { ...at(id), body: { cases } })).ok()
    expect(report).toMatchObject({ policy_id: id, version: 1, passed: 2, failed: 1 })
    expect(report.results.map(({ name, actual, passed }) => [name, actual, passed])).toEqual([
      ['deploys wait', 'require_approval', true],
      ['builds do not', 'allow', true],
      ['wrong', 'require_approval', false],
    ])
    expect(report.results[0]?.reasons[0]).toMatchObject({ policy_id: id, enforced: true })
  })

  test('take an agent that the policy is for, unless they name one', async () => {
    const { id } = (await create({ tests, agent_ids: ['deployer-*'] })).ok()
    const cases = ['deployer-1', 'other'].map((agent_id) => ({
      name: agent_id,
      given: { ...given, agent_id },
      expect: 'require_approval' as const,
    }))
    const report = (await api.call('policies.test', { ...at(id), body: { cases } })).ok()
    expect(report.results.map(({ passed }) => passed)).toEqual([true, true, true, false])
  })

  test('see the risk of their act', async () => {
    const rule = { type: 'risk_threshold', threshold: 70, decision: 'block' } as const
    const { id } = (await create({ rule })).ok()
    const risky = { ...given, act: { type: 'shell', command: 'rm -rf /srv' } as const }
    const cases = [
      { name: 'mild', given: { ...given, reversible: true }, expect: 'allow' as const },
      { name: 'risky', given: risky, expect: 'block' as const },
      { name: 'declared', given: { ...given, declared_risk_score: 70 }, expect: 'block' as const },
    ]
    const report = (await api.call('policies.test', { ...at(id), body: { cases } })).ok()
    expect(report).toMatchObject({ passed: 3, failed: 0 })
  })

  test('hold no act that is too long', async () => {
    const long = { type: 'custom', name: 'x', data: { text: 'x'.repeat(16_384) } } as const
    const cases = [{ name: 'long', given: { ...given, act: long }, expect: 'allow' as const }]
    const pointer = (reply: { problem(): { errors?: { pointer: string }[] } }) =>
      reply.problem().errors?.[0]?.pointer
    expect(pointer(await create({ tests: cases }))).toBe('/tests/0/given/act')
    const { id } = (await create()).ok()
    expect(pointer(await api.call('policies.test', { ...at(id), body: { cases } }))).toBe(
      '/cases/0/given/act',
    )
    expect(pointer(await api.call('policies.update', { ...at(id), body: { tests: cases } }))).toBe(
      '/tests/0/given/act',
    )
  })
})

describe('a simulation', () => {
  const simulate = async (body: PolicySimulation) =>
    (await api.call('policies.simulate', { body })).ok()
  const block = { type: 'block_action_type', action_types: ['deploy'] } as const
  const blocking = (): PolicyCreate['rule'] => ({ ...block, action_types: [...block.action_types] })

  test('shows which past decisions a further policy would change', async () => {
    const first = await decide()
    await decide('build')
    clock.advance(1000)
    const second = await perform()
    const report = await simulate({ rule: blocking() })
    expect(report).toMatchObject({
      examined: 3,
      changed: 2,
      stricter: 2,
      milder: 0,
      truncated: false,
    })
    expect(report.changes.map(({ action_id }) => action_id)).toEqual([second.id, null])
    expect(report.changes[1]).toEqual({
      decision_id: first.id,
      action_id: null,
      agent_id: 'a',
      action_type: 'deploy',
      before: 'allow',
      after: 'block',
      reasons: [
        expect.objectContaining({
          decision: 'block',
          message: 'the draft blocks action type `deploy`',
          policy_id: null,
        }),
      ],
      decided_at: first.created_at,
    })
    expect(await decide()).toMatchObject({ decision: 'allow' })
  })

  test('shows what replacing a policy would change, and for which agents', async () => {
    const { id } = (await create({ rule: blocking() })).ok()
    await decide()
    const replace = { policy_id: id, rule: asking() }
    expect(await simulate(replace)).toMatchObject({ changed: 1, milder: 1, stricter: 0 })
    expect((await simulate(replace)).changes[0]).toMatchObject({
      before: 'block',
      after: 'require_approval',
    })
    expect(await simulate({ ...replace, rule: blocking(), agent_ids: ['b'] })).toMatchObject({
      milder: 1,
    })
    expect(await simulate({ ...replace, rule: blocking() })).toMatchObject({ changed: 0 })
    const absent = id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
    const reply = await api.call('policies.simulate', { body: { ...replace, policy_id: absent } })
    expect(reply.problem().code).toBe('not_found')
  })

  test('judges each act by the risk that it had then', async () => {
    await decide('deploy', { declared_risk_score: 80 })
    await decide('deploy', { declared_risk_score: 10 })
    const rule = { type: 'risk_threshold', threshold: 70, decision: 'warn' } as const
    expect(await simulate({ rule })).toMatchObject({ examined: 2, changed: 1, stricter: 1 })
  })

  test('looks at a time, and at so many of the newest decisions', async () => {
    const times: string[] = []
    for (const _round of [1, 2, 3]) {
      times.push((await decide()).created_at)
      clock.advance(1000)
    }
    const [, since = '', until = ''] = times
    expect(await simulate({ rule: blocking(), since, until })).toMatchObject({ examined: 1 })
    const newest = await simulate({ rule: blocking(), max_decisions: 2 })
    expect(newest).toMatchObject({ examined: 2, truncated: true })
    expect(newest.changes.map(({ decided_at }) => decided_at)).toEqual(times.slice(1).reverse())
  })

  test('gives standing grants as often as they would have been given', async () => {
    await create()
    for (const _round of [1, 2, 3]) {
      await perform()
      clock.advance(1000)
    }
    const rule = { type: 'allow_grant', max_uses: 1, action_types: ['deploy'] } as const
    const grant = (window_seconds: number) =>
      simulate({ rule: { ...rule, action_types: ['deploy'], window_seconds } })
    expect(await grant(60)).toMatchObject({ changed: 1, milder: 1 })
    expect(await grant(2)).toMatchObject({ changed: 2, milder: 2 })
    expect(await grant(1)).toMatchObject({ changed: 3, milder: 3 })
  })

  test('pages through more than one statement may read', async () => {
    const asked = Array.from({ length: 520 }, () => decide())
    await Promise.all(asked)
    const report = await simulate({ rule: blocking() })
    expect(report).toMatchObject({ examined: 520, changed: 520, truncated: true })
    expect(report.changes).toHaveLength(200)
    expect(await simulate({ rule: blocking(), max_decisions: 510 })).toMatchObject({
      examined: 510,
      truncated: true,
    })
  })
})
