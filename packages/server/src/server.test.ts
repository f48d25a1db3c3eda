import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { CoxswainError, createServer, type ServerOptions } from './index.ts'
import { createApi, createOrg, manualClock, manualTimers, serverCases } from './testing/index.ts'

const folders: string[] = []
const file = () => {
  const folder = mkdtempSync(join(tmpdir(), 'coxswain-server-'))
  folders.push(folder)
  return join(folder, 'test.db')
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

for (const database of ['memory', 'file']) {
  describe(`on sqlite in ${database}`, () => {
    for (const { name, run } of serverCases) {
      const url = () => (database === 'file' ? `sqlite:${file()}` : 'sqlite::memory:')
      test(name, () => run((options) => createServer({ ...options, database: url() })))
    }
  })
}

const bootstrapToken = 'boot'
const open = (options: Partial<ServerOptions> = {}) =>
  createServer({ database: 'sqlite::memory:', bootstrapToken, ...options })

describe('a server', () => {
  test('keeps what it was told over a restart, with cursors and replays', async () => {
    const path = file()
    const before = await open({ database: `sqlite:${path}` })
    const api = await createOrg(before, bootstrapToken)
    for (const agent_id of ['a', 'b']) {
      ;(await api.call('agents.upsert', { path: { agent_id }, body: {} })).ok()
    }
    const mint = {
      body: { name: 'second', scopes: ['*:read'] },
      headers: { 'idempotency-key': 'mint' },
    }
    const created = (await api.call('apiKeys.create', mint)).ok()
    const page = (await api.call('agents.list', { query: { limit: 1 } })).ok()
    await before.stop()
    expect(readFileSync(path).includes(created.secret)).toBe(false)
    expect(readFileSync(path).includes(api.token ?? '')).toBe(false)

    const after = await open({ database: `sqlite:${path}` })
    const again = createApi(after, api.token)
    const query = { limit: 1, cursor: page.next_cursor ?? '' }
    const next = (await again.call('agents.list', { query })).ok()
    expect([...page.data, ...next.data].map(({ id }) => id).sort()).toEqual(['a', 'b'])
    expect((await again.call('apiKeys.create', mint)).ok()).toEqual(created)
    await after.stop()
  })

  test('refuses what it has no room to queue, and says when to come back', async () => {
    const server = await open({ database: `sqlite:${file()}`, limits: { queuedUnits: 4 } })
    const api = await createOrg(server, bootstrapToken)
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        api.call('agents.upsert', { path: { agent_id: `a-${index}` }, body: {} }),
      ),
    )
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expect(answer.problem()).toMatchObject({ code: 'store_unavailable', retryable: true })
      expect(answer.headers.get('retry-after')).toBe('1')
    }
    const kept = (await api.call('agents.list', { query: { limit: 200 } })).ok().data
    expect(kept).toHaveLength(40 - refused.length)
    await server.stop()
  })

  test('answers without being started, and starts and stops more than once', async () => {
    const server = await open()
    const api = createApi(server, null)
    expect((await api.send('GET', '/health/live')).ok()).toEqual({ status: 'alive' })
    server.start()
    server.start()
    await Promise.all([server.stop(), server.stop()])
  })

  test('refuses while it drains, and lets what runs come to its end', async () => {
    const held = Promise.withResolvers<void>()
    const entered = Promise.withResolvers<void>()
    const server = await open({
      hooks: {
        beforeHandler: ({ operation }) => {
          if (operation !== 'agents.upsert') return
          entered.resolve()
          return held.promise
        },
      },
    })
    const api = await createOrg(server, bootstrapToken)
    const running = api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
    await entered.promise
    const drained = server.drain()
    const refused = await api.call('agents.list')
    expect(refused.problem().code).toBe('not_ready')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await api.send('GET', '/health/ready')).problem().code).toBe('not_ready')
    expect((await api.send('GET', '/health/live')).status).toBe(200)
    expect((await api.send('GET', '/health')).ok()).toMatchObject({ status: 'draining' })
    held.resolve()
    expect((await running).status).toBe(200)
    await drained
    await server.stop()
  })

  test('drains no longer than it is told, and tells what does not end', async () => {
    const timers = manualTimers()
    const entered = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    const beforeHandler = ({ operation }: { operation: string }) => {
      if (operation !== 'agents.list') return
      entered.resolve()
      return held.promise
    }
    const server = await open({ timers, limits: { drainMs: 5000 }, hooks: { beforeHandler } })
    const api = await createOrg(server, bootstrapToken)
    const running = api.call('agents.list')
    await entered.promise
    let drained = false
    const draining = server.drain().then(() => {
      drained = true
    })
    timers.advance(4999)
    await new Promise<void>((resolve) => setImmediate(resolve))
    expect(drained).toBe(false)
    timers.advance(1)
    await draining
    await server.stop()
    held.resolve()
    expect((await running).problem().code).toBe('store_unavailable')
    expect(timers.pending).toBe(0)
  })

  test('runs its workers when it is asked to, without being started', async () => {
    const clock = manualClock()
    const server = await open({ clock, retention: { eventDays: 1 } })
    const api = await createOrg(server, bootstrapToken)
    clock.advance(2 * 24 * 60 * 60 * 1000)
    await server.runWorkers()
    expect((await api.call('events.list')).ok().data.map(({ seq }) => seq)).toEqual([2])
    await server.stop()
  })

  test('lets a hook fail single statements, as the database would', async () => {
    for (const database of ['sqlite::memory:', `sqlite:${file()}`]) {
      const seen: string[] = []
      let down = false
      const server = await open({
        database,
        hooks: {
          beforeStatement({ operation, requestId }, sql) {
            if (requestId === 'req_seen') seen.push(`${operation} ${sql.split(' ')[0]}`)
            if (down) throw new CoxswainError('store_unavailable')
            if (requestId === 'req_fault' && sql.includes('"agents"')) throw new Error('planted')
          },
        },
      })
      const api = await createOrg(server, bootstrapToken)
      const upsert = (id: string) =>
        api.call('agents.upsert', {
          path: { agent_id: 'a' },
          body: {},
          headers: { 'x-request-id': id },
        })
      expect((await upsert('req_fault')).problem().code).toBe('internal_error')
      expect((await upsert('req_seen')).status).toBe(200)
      expect(seen[0]).toBe('agents.upsert select')
      expect(seen).toContain('agents.upsert insert')
      down = true
      expect((await upsert('req_1')).problem().code).toBe('store_unavailable')
      expect((await api.call('agents.list')).problem().code).toBe('store_unavailable')
      down = false
      expect((await api.call('agents.list')).ok().data).toHaveLength(1)
      await server.stop()
    }
  })

  test('tells hooks of every unit, and lets them fail one', async () => {
    const seen: unknown[] = []
    const faults = new Set<string>()
    const server = await open({
      hooks: {
        beforeHandler({ operation }) {
          if (faults.has(operation)) throw new CoxswainError('store_unavailable')
        },
        beforeCommit({ requestId }) {
          if (requestId === 'req_fault') throw new Error('planted')
        },
        onUnitCommitted: ({ operation, orgId, requestId, events }) =>
          seen.push([operation, orgId, requestId, events.map(({ event, seq }) => [seq, event])]),
      },
    })
    const api = await createOrg(server, bootstrapToken)
    seen.length = 0
    const upsert = (id: string) =>
      api.call('agents.upsert', {
        path: { agent_id: 'a' },
        body: {},
        headers: { 'x-request-id': id, 'idempotency-key': 'k' },
      })
    expect((await upsert('req_fault')).problem().code).toBe('internal_error')
    expect((await upsert('req_fine')).status).toBe(200)
    expect((await upsert('req_again')).headers.get('idempotency-replayed')).toBe('true')
    expect(seen).toEqual([['agents.upsert', api.orgId, 'req_fine', [[3, 'agent.created']]]])
    faults.add('ops.metrics')
    const metrics = await api.send('GET', '/metrics')
    expect(metrics.problem()).toMatchObject({ code: 'store_unavailable', retryable: true })
    await server.stop()
  })

  test('appends events for its embedder, held against the catalogue', async () => {
    const server = await open()
    const api = await createOrg(server, bootstrapToken)
    const org = (await api.call('orgs.get', { path: { org_id: 'current' } })).ok()
    const event = { event: 'org.updated', resourceId: org.id, payload: { org } }
    await server.appendEvents(org.id, [event, event])
    const wrong = { event: 'org.updated', resourceId: org.id, payload: { org: 'wrong' } }
    await expect(server.appendEvents(org.id, [wrong])).rejects.toMatchObject({
      code: 'internal_error',
    })
    const events = (await api.call('events.list')).ok().data
    expect(events.map(({ seq, actor }) => [seq, actor.type])).toEqual([
      [1, 'bootstrap'],
      [2, 'bootstrap'],
      [3, 'system'],
      [4, 'system'],
    ])
    await server.stop()
  })

  test('keeps events for as long as it is told', async () => {
    const clock = manualClock()
    const database = `sqlite:${file()}`
    const server = await open({ database, clock, retention: { eventDays: 1 } })
    const api = await createOrg(server, bootstrapToken)
    const [first, second] = (await api.call('events.list')).ok().data
    clock.advance(2 * 24 * 60 * 60 * 1000)
    await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
    await server.stop()

    const after = await open({ database, clock })
    const again = createApi(after, api.token)
    const left = (await again.call('events.list')).ok().data
    expect(left.map(({ seq }) => seq)).toEqual([3])
    const query = (cursor = '') => ({ query: { cursor } })
    const resumed = await again.call('events.list', query(second?.id))
    expect(resumed.ok().data.map(({ seq }) => seq)).toEqual([3])
    const lost = await again.call('events.list', query(first?.id))
    expect(lost.problem().code).toBe('invalid_cursor')
    await after.stop()
  })

  test('refuses a database that it does not know', async () => {
    await expect(open({ database: 'mysql://x' })).rejects.toThrow(/must be `sqlite:<file>`/)
  })

  test('counts requests, batches and checks in metrics that name no tenant', async () => {
    const server = await open()
    const api = await createOrg(server, bootstrapToken)
    await api.call('agents.list')
    const text = (await api.send('GET', '/metrics')).text
    for (const edge of ['0.5', '2', '5']) {
      expect(text).toContain(`coxswain_request_duration_seconds_bucket{le="${edge}"`)
    }
    expect(text).toContain('coxswain_events_total 2')
    expect(text).toContain('coxswain_response_checks_total{operation="agents.list",result="ok"} 1')
    expect(text).not.toContain(api.orgId)
    await server.stop()
  })
})
