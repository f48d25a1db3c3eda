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
})

const upsert = (agent_id: string, body = {}) =>
  api.call('agents.upsert', { path: { agent_id }, body })
const at = (agent_id: string) => ({ path: { agent_id } })
const eventsOf = async (): Promise<string[]> =>
  (await api.call('events.list')).ok().data.map(({ event }) => String(event))

describe('an org', () => {
  test('begins with a key that holds everything, and with both events', async () => {
    const org = (await api.call('orgs.get', { path: { org_id: 'current' } })).ok()
    expect(org).toMatchObject({ id: api.orgId, name: 'Acme', metadata: {} })
    const key = (await api.call('apiKeys.get', { path: { api_key_id: api.keyId } })).ok()
    expect(key).toMatchObject({
      scopes: ['*:admin'],
      parent_id: null,
      lineage: [],
      name: 'first key',
    })
    expect(await eventsOf()).toEqual(['org.created', 'api_key.created'])
  })

  test('is edited by merge patch: absent stays, null goes', async () => {
    const path = { org_id: api.orgId }
    const patch = async (body: object) => (await api.call('orgs.update', { path, body })).ok()
    await patch({ metadata: { a: '1', b: '2' } })
    expect(await patch({ name: 'New', metadata: { a: null, c: '3' } })).toMatchObject({
      name: 'New',
      metadata: { b: '2', c: '3' },
    })
    expect((await patch({ metadata: null })).metadata).toEqual({})
    const unchanged = await api.call('orgs.update', { path, body: {} })
    expect(unchanged.headers.get('etag')).toBe('"4"')
    expect((await eventsOf()).filter((event) => event === 'org.updated')).toHaveLength(3)
  })

  test('holds at most 50 pairs of metadata, also when they come one by one', async () => {
    const path = { org_id: 'current' }
    const pairs = (from: number, count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_value, index) => [`k${from + index}`, 'v']),
      )
    await api.call('orgs.update', { path, body: { metadata: pairs(0, 50) } })
    const more = await api.call('orgs.update', { path, body: { metadata: pairs(50, 1) } })
    expect(more.problem().errors?.[0]).toMatchObject({
      pointer: '/metadata',
      code: 'max_properties',
    })
  })
})

describe('an API key', () => {
  const create = (caller: Api, body: object) =>
    caller.call('apiKeys.create', { body: { name: 'k', scopes: ['agents:read'], ...body } })

  test('mints only what it holds itself', async () => {
    const writer = createApi(
      server,
      (await create(api, { scopes: ['agents:write', 'api_keys:write'] })).ok().secret,
    )
    for (const scopes of [['agents:read'], ['agents:write', 'api_keys:read']]) {
      expect((await create(writer, { scopes })).status).toBe(201)
    }
    for (const scopes of [
      ['agents:admin'],
      ['sessions:read'],
      ['*:read'],
      ['agents:read', 'orgs:read'],
    ]) {
      expect((await create(writer, { scopes })).problem().code).toBe('scope_exceeded')
    }
  })

  test('passes its agent on, and no other', async () => {
    const scopes = ['agents:write', 'api_keys:write']
    const bound = createApi(server, (await create(api, { scopes, agent_id: 'a' })).ok().secret)
    expect((await create(bound, {})).ok().agent_id).toBe('a')
    expect((await create(bound, { agent_id: 'b' })).problem().code).toBe('agent_mismatch')
    const wrong = await bound.call('agents.upsert', { ...at('b'), body: {} })
    expect(wrong.problem().code).toBe('agent_mismatch')
    expect((await bound.call('agents.upsert', { ...at('a'), body: {} })).status).toBe(200)
  })

  test('passes its end on, and ends at its time', async () => {
    const soon = new Date(clock.now(null) + 1000).toISOString()
    const later = new Date(clock.now(null) + 2000).toISOString()
    const created = (await create(api, { scopes: ['api_keys:write'], expires_at: soon })).ok()
    const mortal = createApi(server, created.secret)
    expect((await create(mortal, { scopes: ['api_keys:read'] })).ok().expires_at).toBe(soon)
    const beyond = await create(mortal, { scopes: ['api_keys:read'], expires_at: later })
    expect(beyond.problem().code).toBe('scope_exceeded')
    clock.advance(1000)
    expect((await create(mortal, { scopes: ['api_keys:read'] })).problem().code).toBe(
      'expired_api_key',
    )
    const listed = await api.call('apiKeys.list', { query: { status: 'expired' } })
    expect(listed.ok().data.map(({ status }) => status)).toEqual(['expired', 'expired'])
  })

  test('needs a real date in the future to expire at', async () => {
    for (const [expires_at, code] of [
      ['2026-02-30T00:00:00.000Z', 'format'],
      ['2026-99-01T00:00:00.000Z', 'format'],
      ['2020-01-01T00:00:00.000Z', 'minimum'],
    ]) {
      const { errors } = (await create(api, { expires_at })).problem()
      expect(errors?.[0]).toMatchObject({ pointer: '/expires_at', code })
    }
  })

  test('remembers what it descends from', async () => {
    const scopes = ['api_keys:admin']
    const child = (await create(api, { scopes })).ok()
    const grandchild = (await create(createApi(server, child.secret), { scopes })).ok()
    expect(grandchild).toMatchObject({ parent_id: child.id, lineage: [api.keyId, child.id] })
  })

  test('is revoked once; what it created lives on', async () => {
    const scopes = ['api_keys:write', 'agents:read']
    const parent = (await create(api, { scopes })).ok()
    const child = (await create(createApi(server, parent.secret), { scopes: ['agents:read'] })).ok()
    const revoke = () => api.call('apiKeys.revoke', { path: { api_key_id: parent.id } })
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 204])
    const refused = await createApi(server, parent.secret).call('agents.list')
    expect(refused.problem().code).toBe('revoked_api_key')
    expect((await createApi(server, child.secret).call('agents.list')).status).toBe(200)
    expect((await eventsOf()).filter((event) => event === 'api_key.revoked')).toHaveLength(1)
    const revoked = await api.call('apiKeys.list', { query: { status: 'revoked' } })
    expect(revoked.ok().data.map(({ id }) => id)).toEqual([parent.id])
  })

  test('shows its secret once and its last use to the minute', async () => {
    const { secret, id, hint } = (await create(api, {})).ok()
    expect(secret.startsWith(hint.slice(0, -1))).toBe(true)
    const get = async () => (await api.call('apiKeys.get', { path: { api_key_id: id } })).ok()
    expect(await get()).toMatchObject({ last_used_at: null, hint })
    expect(await get()).not.toHaveProperty('secret')
    await createApi(server, secret).call('agents.list')
    const minute = new Date(clock.now(null) - (clock.now(null) % 60_000)).toISOString()
    expect((await get()).last_used_at).toBe(minute)
  })
})

describe('an agent', () => {
  test('is replaced as a whole, and only when something changes', async () => {
    await upsert('a', { display_name: 'A', capabilities: ['x'], labels: { l: '1' } })
    clock.advance(1000)
    const replaced = await upsert('a', { description: 'new' })
    expect(replaced.ok()).toMatchObject({
      display_name: null,
      capabilities: [],
      description: 'new',
    })
    const same = await upsert('a', { description: 'new' })
    expect(same.headers.get('etag')).toBe(replaced.headers.get('etag'))
    expect((await eventsOf()).slice(2)).toEqual(['agent.created', 'agent.updated'])
  })

  test('does not change when its labels come in another order', async () => {
    const first = await upsert('a', { labels: { a: '1', b: '2' }, metadata: { c: '3', d: '4' } })
    const again = await upsert('a', { labels: { b: '2', a: '1' }, metadata: { d: '4', c: '3' } })
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
  })

  test('goes through its life as drawn', async () => {
    const reason = { body: { reason: 'first' } }
    await upsert('a')
    const suspended = (await api.call('agents.suspend', { ...at('a'), ...reason })).ok()
    expect(suspended).toMatchObject({ status: 'suspended', suspended_reason: 'first' })
    const again = await api.call('agents.suspend', { ...at('a'), body: { reason: 'second' } })
    expect(again.ok().suspended_reason).toBe('first')
    expect((await api.call('agents.heartbeat', at('a'))).ok().status).toBe('suspended')
    const resumed = (await api.call('agents.resume', at('a'))).ok()
    expect(resumed).toMatchObject({ status: 'active', suspended_at: null, suspended_reason: null })
    await api.call('agents.resume', at('a'))
    expect((await api.call('agents.retire', at('a'))).ok().status).toBe('retired')
    expect((await api.call('agents.retire', at('a'))).ok().status).toBe('retired')
    for (const answer of [
      await upsert('a'),
      await api.call('agents.heartbeat', at('a')),
      await api.call('agents.suspend', { ...at('a'), ...reason }),
      await api.call('agents.resume', at('a')),
    ]) {
      expect(answer.problem().code).toBe('agent_retired')
    }
    expect((await eventsOf()).slice(2)).toEqual([
      'agent.created',
      'agent.suspended',
      'agent.resumed',
      'agent.retired',
    ])
  })

  test('falls silent by the time alone, and is heard again', async () => {
    await upsert('a', { heartbeat_timeout_seconds: 60 })
    const status = async () => (await api.call('agents.get', at('a'))).ok().status
    const listed = async (wanted: string) =>
      (await api.call('agents.list', { query: { status: wanted } })).ok().data.length
    clock.advance(59_999)
    expect([await status(), await listed('active'), await listed('silent')]).toEqual([
      'active',
      1,
      0,
    ])
    clock.advance(1)
    expect([await status(), await listed('active'), await listed('silent')]).toEqual([
      'silent',
      0,
      1,
    ])
    const before = await api.call('agents.get', at('a'))
    const heard = await api.call('agents.heartbeat', at('a'))
    expect(heard.ok().status).toBe('active')
    expect(heard.headers.get('etag')).toBe(before.headers.get('etag'))
    expect(await eventsOf()).not.toContain('agent.updated')
  })

  test('is found by status and capability, newest first, page by page', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await upsert(id, { capabilities: id === 'c' ? ['deploy'] : [] })
    }
    await api.call('agents.suspend', { ...at('d'), body: { reason: 'x' } })
    const list = async (query: Record<string, string>) =>
      (await api.call('agents.list', { query })).ok().data.map(({ id }) => id)
    expect(await list({ capability: 'deploy' })).toEqual(['c'])
    expect(await list({ status: 'suspended' })).toEqual(['d'])
    expect(await list({ status: 'active' })).toEqual(['e', 'c', 'b', 'a'])
    const seen: string[] = []
    let query: Record<string, string> = { limit: '2' }
    for (;;) {
      const page = (await api.call('agents.list', { query })).ok()
      seen.push(...page.data.map(({ id }) => id))
      if (page.next_cursor === null) break
      query = { limit: '2', cursor: page.next_cursor }
    }
    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a'])
    await upsert('c', { capabilities: [] })
    expect(await list({ capability: 'deploy' })).toEqual([])
  })
})

describe('a session', () => {
  const start = (body: object) => api.call('sessions.start', { body: { agent_id: 'a', ...body } })

  test('starts, counts and ends once', async () => {
    await upsert('a')
    const session = (await start({ name: 'Run', counters: { steps: 1, tokens: 2 } })).ok()
    expect(session).toMatchObject({ status: 'active', outcome: null, ended_at: null })
    const end = () =>
      api.call('sessions.end', {
        path: { session_id: session.id },
        body: { outcome: 'completed', counters: { steps: 9 } },
      })
    expect((await end()).ok()).toMatchObject({
      status: 'ended',
      outcome: 'completed',
      counters: { steps: 9, tokens: 2 },
    })
    expect((await end()).problem().code).toBe('session_ended')
    expect((await eventsOf()).slice(2)).toEqual([
      'agent.created',
      'session.started',
      'session.ended',
    ])
  })

  test('is listed by agent and status', async () => {
    await upsert('a')
    await upsert('b')
    const first = (await start({})).ok()
    const second = (await start({ agent_id: 'b' })).ok()
    await api.call('sessions.end', {
      path: { session_id: first.id },
      body: { outcome: 'failed' },
    })
    const list = async (query: Record<string, string>) =>
      (await api.call('sessions.list', { query })).ok().data.map(({ id }) => id)
    expect(await list({})).toEqual([second.id, first.id])
    expect(await list({ agent_id: 'b' })).toEqual([second.id])
    expect(await list({ status: 'ended' })).toEqual([first.id])
  })

  test('is ended only by a key that may act for its agent', async () => {
    await upsert('a')
    const session = (await start({})).ok()
    const scopes = ['sessions:write']
    const key = await api.call('apiKeys.create', { body: { name: 'k', scopes, agent_id: 'b' } })
    const bound = createApi(server, key.ok().secret)
    const end = { path: { session_id: session.id }, body: { outcome: 'failed' as const } }
    expect((await bound.call('sessions.end', end)).problem().code).toBe('agent_mismatch')
    const begin = await bound.call('sessions.start', { body: { agent_id: 'a' } })
    expect(begin.problem().code).toBe('agent_mismatch')
  })
})

describe('the log', () => {
  test('is read by type, and by all types of a resource', async () => {
    await upsert('a')
    await api.call('agents.retire', at('a'))
    const list = async (types: string[]) =>
      (await api.call('events.list', { query: { types } })).ok().data.map(({ event }) => event)
    expect(await list(['agent.*'])).toEqual(['agent.created', 'agent.retired'])
    expect(await list(['agent.retired', 'org.*'])).toEqual(['org.created', 'agent.retired'])
    expect(await list(['session.*'])).toEqual([])
  })

  test('goes on from the last event that was read, now or later', async () => {
    const first = (await api.call('events.list')).ok()
    expect(first).toMatchObject({ has_more: false })
    const cursor = first.next_cursor ?? ''
    const empty = (await api.call('events.list', { query: { cursor } })).ok()
    expect(empty).toEqual({ data: [], next_cursor: cursor, has_more: false })
    await upsert('a')
    const later = (await api.call('events.list', { query: { cursor } })).ok()
    expect(later.data.map(({ event, seq }) => [event, seq])).toEqual([['agent.created', 3]])
  })
})
