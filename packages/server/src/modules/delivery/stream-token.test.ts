import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { openEventStream } from '../../testing/event-stream.ts'
import { createApi, createOrg, manualClock } from '../../testing/index.ts'
import { StreamTokens, streamTokenMs } from './stream-token.ts'

const clock = manualClock()
const tokens = new StreamTokens(Buffer.alloc(32, 1), clock)
const claims = () => ({
  orgId: 'org_a',
  keyId: 'key_a',
  expiresAt: clock.now(null) + streamTokenMs,
})

test('a token stands for its key for a minute, wherever the secret is known', () => {
  const token = tokens.issue(claims())
  expect(token).toMatch(/^cxs_[A-Za-z0-9_.-]+$/)
  const elsewhere = new StreamTokens(Buffer.alloc(32, 1), clock)
  expect(elsewhere.verify(token)).toEqual({ orgId: 'org_a', keyId: 'key_a', credential: token })
  clock.advance(streamTokenMs - 1)
  expect(tokens.verify(token).keyId).toBe('key_a')
  clock.advance(1)
  expect(() => tokens.verify(token)).toThrow(
    expect.objectContaining({ code: 'expired_stream_token' }),
  )
})

test('a token that was changed, made up or spelled otherwise is refused', () => {
  const token = tokens.issue(claims())
  const [body = '', mac = ''] = token.slice(4).split('.')
  const longer = Buffer.from(
    JSON.stringify(['org_a', 'key_a', clock.now(null) + 10 * streamTokenMs]),
  ).toString('base64url')
  const forged = createHmac('sha256', 'another secret').update(longer).digest('base64url')
  const wrong = [
    '',
    'cxs_',
    body,
    `cxs_${body}`,
    `cxs_${body}.`,
    `cxs_${longer}.${mac}`,
    `cxs_${longer}.${forged}`,
    `cxs_${body}.${mac.slice(0, -1)}`,
    `cxs_${body}.${mac.toUpperCase()}`,
    `cxs_${body}=.${mac}`,
    `${token}.`,
    ` ${token}`,
    `cxs_.${createHmac('sha256', Buffer.alloc(32, 2)).update('').digest('base64url')}`,
  ]
  for (const text of wrong) {
    expect(() => tokens.verify(text), text).toThrow(
      expect.objectContaining({ code: 'invalid_stream_token' }),
    )
  }
})

const bootstrapToken = 'boot'

async function open() {
  const server = await createServer({ database: 'sqlite::memory:', bootstrapToken, clock })
  const api = await createOrg(server, bootstrapToken)
  const streaming = async (token: string, path = '/api/v1/stream') => {
    const given = new URLSearchParams({ token })
    const response = await server.fetch(new Request(`http://coxswain.test${path}?${given}`))
    const code = response.ok ? null : ((await response.json()) as { code: string }).code
    if (response.ok) await response.body?.cancel()
    return [response.status, code]
  }
  return { server, api, streaming }
}

test('a token opens the stream, in the name of its key, and nothing else', async () => {
  const { server, api, streaming } = await open()
  const { token, expires_at } = (await api.call('streamTokens.create')).ok()
  expect(Date.parse(expires_at)).toBe(clock.now(null) + streamTokenMs)
  expect(await streaming(token)).toEqual([200, null])
  expect(await streaming(token, '/api/stream')).toEqual([200, null])
  expect(await streaming('cxs_x')).toEqual([401, 'invalid_stream_token'])
  expect(await streaming(token, '/api/v1/events')).toEqual([401, 'missing_api_key'])
  const asKey = createApi(server, token)
  expect((await asKey.call('events.list')).problem().code).toBe('invalid_api_key')
  const asBearer = await openEventStream(server, { token })
  expect(asBearer.status).toBe(401)
  const twice = await server.fetch(
    new Request(`http://coxswain.test/api/v1/stream?token=${token}&token=${token}`),
  )
  expect(twice.status).toBe(401)
  const both = await openEventStream(server, { token: api.token, query: { token: 'cxs_x' } })
  expect(both.status, 'the key wins').toBe(200)
  await both.close()
  clock.advance(streamTokenMs)
  expect(await streaming(token)).toEqual([401, 'expired_stream_token'])
  await server.stop()
})

test('a token is worth no more than its key', async () => {
  const { server, api, streaming } = await open()
  const expires_at = new Date(clock.now(null) + 30_000).toISOString()
  const body = { name: 'k', scopes: ['events:read'], expires_at }
  const key = (await api.call('apiKeys.create', { body })).ok()
  const made = (await createApi(server, key.secret).call('streamTokens.create')).ok()
  expect(made.expires_at).toBe(expires_at)
  expect(await streaming(made.token)).toEqual([200, null])
  await api.call('apiKeys.revoke', { path: { api_key_id: key.id } })
  expect(await streaming(made.token)).toEqual([401, 'revoked_api_key'])
  const none = await api.call('apiKeys.create', { body: { name: 'k', scopes: ['agents:admin'] } })
  const refused = await createApi(server, none.ok().secret).call('streamTokens.create')
  expect(refused.problem().code).toBe('insufficient_scope')
  await server.stop()
})

test('a token replayed by its Idempotency-Key is the same, and the store can not read it', async () => {
  const { server, api } = await open()
  const headers = { 'idempotency-key': 'once' }
  const first = await api.call('streamTokens.create', { headers })
  clock.advance(1000)
  expect((await api.call('streamTokens.create', { headers })).text).toBe(first.text)
  await server.stop()
})
