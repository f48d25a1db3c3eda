import { afterAll, describe, expect, test } from 'vitest'
import { createServer } from '../index.ts'
import { createApi, createOrg } from '../testing/index.ts'

const bootstrapToken = 'boot'
const server = await createServer({
  database: 'sqlite::memory:',
  bootstrapToken,
  limits: { bodyBytes: 10_000 },
})
afterAll(() => server.stop())
const api = await createOrg(server, bootstrapToken)

const put = (body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') =>
  api.send('PUT', '/api/v1/agents/a', { body, headers: { 'content-type': contentType } })

describe('a body', () => {
  const malformed: [string, string | Uint8Array<ArrayBuffer>][] = [
    ['that is cut off', '{"display_name":"A"'],
    ['that is empty', ''],
    ['with a name twice', '{"display_name":"A","display_name":"B"}'],
    ['with a name twice, once escaped', '{"labels":{"a":"1","\\u0061":"2"}}'],
    ['with a lone surrogate', '{"display_name":"\\ud800"}'],
    ['with a number beyond a double', '{"heartbeat_timeout_seconds":1e999}'],
    ['with NaN', '{"heartbeat_timeout_seconds":NaN}'],
    ['that is nested too deep', `{"labels":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['that is nested far too deep', '['.repeat(9000)],
    ['that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['with a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
  ]
  test.each(malformed)('%s is malformed_json', async (_name, body) => {
    expect((await put(body)).problem()).toMatchObject({ status: 400, code: 'malformed_json' })
  })

  const types: [string, number][] = [
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON;charset="UTF-8"', 200],
    ['application/json; charset=latin1', 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/merge-patch+json', 415],
  ]
  test.each(types)('of type %s is answered with %i', async (type, status) => {
    expect((await put('{}', type)).status).toBe(status)
  })

  test('of type merge-patch is taken by PATCH', async () => {
    const answer = await api.send('PATCH', '/api/v1/orgs/current', {
      body: '{"name":"B"}',
      headers: { 'content-type': 'application/merge-patch+json' },
    })
    expect(answer.ok()).toMatchObject({ name: 'B' })
  })

  test('that an operation does not take is not read', async () => {
    await put('{}')
    const send = (body: string) =>
      api.send('POST', '/api/v1/agents/a/heartbeat', {
        body,
        headers: { 'idempotency-key': 'beat', 'content-type': 'application/json' },
      })
    expect((await send('x'.repeat(20_000))).status).toBe(200)
    expect((await send('')).headers.get('idempotency-replayed')).toBe('true')
  })

  test('that breaks off is the fault of its caller', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"display')),
      pull: (controller) => controller.error(new Error('aborted')),
    })
    const headers = { 'content-type': 'application/json' }
    const init: RequestInit & { duplex: 'half' } = { body, headers, duplex: 'half' }
    const answer = await api.send('PUT', '/api/v1/agents/a', init)
    expect(answer.problem()).toMatchObject({ status: 400, code: 'malformed_json' })
  })

  test('that is compressed is refused', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const answer = await api.send('PUT', '/api/v1/agents/a', { body: '{}', headers })
    expect(answer.problem().code).toBe('unsupported_media_type')
  })

  test('that is too large is refused, announced or not', async () => {
    const large = JSON.stringify({ description: 'x'.repeat(20_000) })
    expect((await put(large)).problem().code).toBe('payload_too_large')
    const stream = new Blob([large]).stream()
    const init = { body: stream, duplex: 'half', headers: { 'content-type': 'application/json' } }
    const answer = await api.send('PUT', '/api/v1/agents/a', init as RequestInit)
    expect(answer.problem().code).toBe('payload_too_large')
  })

  test('is told every field that is wrong, with its pointer', async () => {
    const answer = await put(
      '{"display_name":7,"labels":{"a/b":1},"capabilities":["x","x"],"no":1}',
    )
    const { code, errors = [] } = answer.problem()
    expect(code).toBe('validation_failed')
    expect(errors.map((item) => [item.pointer, item.code]).sort()).toEqual([
      ['/capabilities', 'unique_items'],
      ['/display_name', 'type'],
      ['/labels/a~1b', 'type'],
      ['/no', 'unknown_field'],
    ])
  })

  test('with nothing wrong but unknown fields is unknown_field', async () => {
    const { code, errors } = (await put('{"no":1,"neither":2}')).problem()
    expect(code).toBe('unknown_field')
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/no', '/neither'])
  })

  test.each(['[]', '"text"', '1', 'null'])('that is %s points at itself', async (body) => {
    expect((await put(body)).problem().errors?.[0]?.pointer).toBe('')
  })

  test('with a field called __proto__ is refused as unknown', async () => {
    expect((await put('{"__proto__":{"display_name":"A"}}')).problem().code).toBe('unknown_field')
  })
})

describe('a parameter', () => {
  const queries: [string, string, string][] = [
    ['limit=0', '#/query/limit', 'minimum'],
    ['limit=201', '#/query/limit', 'maximum'],
    ['limit=1.0', '#/query/limit', 'type'],
    ['limit=', '#/query/limit', 'type'],
    ['limit=1&limit=2', '#/query/limit', 'type'],
    ['status=asleep', '#/query/status', 'enum'],
    ['color=red', '#/query/color', 'unknown_field'],
  ]
  test.each(queries)('%s is refused at %s', async (query, pointer, code) => {
    const problem = (await api.send('GET', `/api/v1/agents?${query}`)).problem()
    expect(problem.code).toBe(code === 'unknown_field' ? code : 'validation_failed')
    expect(problem.errors?.map((item) => [item.pointer, item.code])).toEqual([[pointer, code]])
  })

  test('of the path is held against its pattern', async () => {
    for (const id of ['a%20b', 'a%2Fb', 'x'.repeat(129)]) {
      const problem = (await api.send('GET', `/api/v1/agents/${id}`)).problem()
      expect(problem.errors?.[0]?.pointer).toBe('#/path/agent_id')
    }
  })

  test('of a header is refused when it is too long or empty', async () => {
    for (const key of ['x'.repeat(256), '']) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key }
      const answer = await api.send('PUT', '/api/v1/agents/a', { body: '{}', headers })
      expect(answer.problem().errors?.[0]?.pointer).toBe('#/header/idempotency-key')
    }
  })

  test('that is a cursor of another list, other filters or another org is invalid', async () => {
    for (const agent_id of ['a', 'b', 'c']) {
      await api.call('agents.upsert', { path: { agent_id }, body: {} })
    }
    const { next_cursor } = (await api.call('agents.list', { query: { limit: 1 } })).ok()
    const cursor = next_cursor ?? ''
    const other = await createOrg(server, bootstrapToken)
    const swapped = cursor.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const refused = await Promise.all([
      api.call('apiKeys.list', { query: { cursor } }),
      api.call('agents.list', { query: { cursor, status: 'active' } }),
      other.call('agents.list', { query: { cursor } }),
      api.call('agents.list', { query: { cursor: `x${cursor}` } }),
      api.call('agents.list', { query: { cursor: swapped.slice(0, -2) } }),
      api.call('events.list', { query: { cursor } }),
    ])
    for (const answer of refused) expect(answer.problem().code).toBe('invalid_cursor')
    const good = await api.call('agents.list', { query: { cursor, limit: 2 } })
    expect(good.ok().data).toHaveLength(2)
  })
})

describe('a caller', () => {
  const keyOf = (token: string) => createApi(server, token).call('agents.list')

  test('without a key, or with one of another scheme, is asked for it', async () => {
    const missing = await createApi(server, null).call('agents.list')
    expect(missing.problem().code).toBe('missing_api_key')
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="coxswain"')
    const headers = { authorization: `Basic ${api.token}` }
    const basic = await api.call('agents.list', { headers })
    expect(basic.problem().code).toBe('missing_api_key')
  })

  test('with a malformed, mistyped or foreign key is refused', async () => {
    const token = api.token ?? ''
    const mistyped = token.replace(
      /_([0-9A-Za-z])/,
      (_match, first) => `_${first === 'a' ? 'b' : 'a'}`,
    )
    const elsewhere = await createServer({ database: 'sqlite::memory:', bootstrapToken })
    const foreign = await createOrg(elsewhere, bootstrapToken)
    await elsewhere.stop()
    for (const key of ['x', mistyped, `${token}x`, foreign.token ?? '']) {
      expect((await keyOf(key)).problem().code).toBe('invalid_api_key')
    }
  })

  test('with an API key in place of the bootstrap token lacks the scope', async () => {
    const body = { name: 'x' }
    const call = { body }
    expect((await api.call('orgs.bootstrap', call)).problem().code).toBe('insufficient_scope')
    const wrong = await createApi(server, 'guess').call('orgs.bootstrap', call)
    expect(wrong.problem().code).toBe('invalid_bootstrap_token')
  })

  test('can not bootstrap where no token is configured', async () => {
    const closed = await createServer({ database: 'sqlite::memory:' })
    for (const token of ['undefined', 'null', 'x']) {
      const answer = await createApi(closed, token).call('orgs.bootstrap', { body: { name: 'x' } })
      expect(answer.problem().code).toBe('invalid_bootstrap_token')
    }
    await closed.stop()
  })
})
