import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../index.ts'
import { type Api, createApi, createOrg, manualClock } from '../testing/index.ts'

const bootstrapToken = 'boot'
const open = async (options: Partial<ServerOptions> = {}) => {
  const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, ...options })
  const api = await createOrg(server, options.bootstrapToken ?? bootstrapToken)
  return { server, api }
}
const upsert = (api: Api, key: string, display_name = 'A', agent_id = 'a') =>
  api.call('agents.upsert', {
    path: { agent_id },
    body: { display_name },
    headers: { 'idempotency-key': key },
  })

describe('an Idempotency-Key', () => {
  test('replays status, body and ETag, under a new request id', async () => {
    const { server, api } = await open()
    const first = await upsert(api, 'k')
    const again = await upsert(api, 'k')
    expect([again.status, again.text]).toEqual([first.status, first.text])
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(first.headers.has('idempotency-replayed')).toBe(false)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
    await server.stop()
  })

  test('belongs to one request: another body, path or operation is refused', async () => {
    const { server, api } = await open()
    await upsert(api, 'k')
    expect((await upsert(api, 'k', 'B')).problem().code).toBe('idempotency_mismatch')
    expect((await upsert(api, 'k', 'A', 'b')).problem().code).toBe('idempotency_mismatch')
    const other = await api.call('agents.heartbeat', {
      path: { agent_id: 'a' },
      headers: { 'idempotency-key': 'k' },
    })
    expect(other.problem().code).toBe('idempotency_mismatch')
    await server.stop()
  })

  test('of the bootstrap belongs to the token that it was sent with', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coxswain-idempotency-'))
    const bootstrap = async (token: string) => {
      const { server } = await open({
        database: `sqlite:${join(folder, 'a.db')}`,
        bootstrapToken: token,
      })
      const headers = { 'idempotency-key': 'first-org' }
      const answer = await createApi(server, token).call('orgs.bootstrap', {
        body: { name: 'Acme' },
        headers,
      })
      await server.stop()
      return answer
    }
    const first = (await bootstrap('old')).ok()
    expect((await bootstrap('new')).problem().code).toBe('idempotency_mismatch')
    expect((await bootstrap('old')).ok()).toEqual(first)
    rmSync(folder, { recursive: true })
  })

  test('is not used up by a failure', async () => {
    const { server, api } = await open()
    const start = () =>
      api.call('sessions.start', {
        body: { agent_id: 'a' },
        headers: { 'idempotency-key': 'k' },
      })
    expect((await start()).status).toBe(404)
    await upsert(api, 'other')
    expect((await start()).status).toBe(201)
    await server.stop()
  })

  test('is forgotten after a day', async () => {
    const clock = manualClock()
    const { server, api } = await open({ clock })
    await upsert(api, 'k')
    clock.advance(24 * 60 * 60 * 1000 - 1)
    expect((await upsert(api, 'k')).headers.get('idempotency-replayed')).toBe('true')
    clock.advance(1)
    expect((await upsert(api, 'k', 'B')).status).toBe(200)
    await server.stop()
  })

  test('makes a twin wait, and sends it away when it waits too long', async () => {
    const held = Promise.withResolvers<void>()
    const entered = Promise.withResolvers<void>()
    const { server, api } = await open({
      limits: { idempotencyWaitMs: 20 },
      hooks: {
        beforeHandler({ requestId }) {
          if (requestId !== 'slow') return
          entered.resolve()
          return held.promise
        },
      },
    })
    const slow = api.call('agents.upsert', {
      path: { agent_id: 'a' },
      body: { display_name: 'A' },
      headers: { 'idempotency-key': 'k', 'x-request-id': 'slow' },
    })
    await entered.promise
    const twin = await upsert(api, 'k')
    expect(twin.problem()).toMatchObject({ code: 'idempotency_in_progress', retryable: true })
    expect(twin.headers.get('retry-after')).toBe('1')
    held.resolve()
    expect((await slow).status).toBe(200)
    expect((await upsert(api, 'k')).headers.get('idempotency-replayed')).toBe('true')
    await server.stop()
  })

  test('of the bootstrap replays the secret to the bearer of the token', async () => {
    const { server, api } = await open()
    const bootstrap = () =>
      api.call('orgs.bootstrap', {
        body: { name: 'Again' },
        headers: { 'idempotency-key': 'k', authorization: `Bearer ${bootstrapToken}` },
      })
    const first = (await bootstrap()).ok()
    expect((await bootstrap()).ok()).toEqual(first)
    await server.stop()
  })
})
