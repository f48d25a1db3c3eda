import { afterAll, describe, expect, test } from 'vitest'
import { createServer } from '../index.ts'
import { createApi, createOrg } from '../testing/index.ts'

const bootstrapToken = 'boot'
const server = await createServer({
  database: 'sqlite::memory:',
  bootstrapToken,
  cors: { origins: ['https://app.example'] },
})
afterAll(() => server.stop())
const api = await createOrg(server, bootstrapToken)
const nobody = createApi(server, null)

describe('routes', () => {
  test('answer under both prefixes, operations at the root too', async () => {
    for (const path of ['/api/v1/agents', '/api/agents']) {
      expect((await api.send('GET', path)).status).toBe(200)
    }
    for (const prefix of ['/api/v1', '/api', '']) {
      for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) {
        expect((await nobody.send('GET', prefix + path)).status).toBe(200)
      }
    }
    expect((await nobody.send('GET', '/api/openapi.json')).ok()).toMatchObject({ openapi: '3.1.0' })
    expect((await api.send('GET', '/agents')).status).toBe(404)
  })

  test.each(['/', '/api', '/api/v1', '/api/v1/agents/', '/api/v1//agents', '/api/v1/agents/%zz'])(
    '%s is none of them',
    async (path) => {
      expect((await api.send('GET', path)).problem().code).toBe('route_not_found')
    },
  )

  test('name their methods when the method is wrong', async () => {
    const answer = await api.send('POST', '/api/v1/agents/a')
    expect(answer.problem().code).toBe('method_not_allowed')
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS, PUT')
  })

  test('answer OPTIONS with their methods', async () => {
    const answer = await nobody.send('OPTIONS', '/api/v1/agents')
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect((await nobody.send('OPTIONS', '/api/v1/nothing')).status).toBe(404)
  })

  test('answer HEAD like GET, without the body', async () => {
    await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
    const answer = await api.send('HEAD', '/api/v1/agents/a')
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers.get('etag')).toBe('"1"')
    expect((await nobody.send('HEAD', '/api/v1/agents/a')).status).toBe(401)
  })
})

describe('correlation', () => {
  test('echoes a request id that is a plain token, and makes one otherwise', async () => {
    const given = async (id: string) => {
      const answer = await nobody.send('GET', '/health/live', { headers: { 'x-request-id': id } })
      return answer.headers.get('x-request-id')
    }
    expect(await given('req_h12_34')).toBe('req_h12_34')
    expect(await given('no spaces, please')).toMatch(/^req_[0-9A-Z]{26}$/)
    expect(await given('x'.repeat(200))).toMatch(/^req_[0-9A-Z]{26}$/)
  })

  test('keeps the trace id with the event', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const upsert = (agent_id: string, traceparent: string) =>
      api.call('agents.upsert', { path: { agent_id }, body: {}, headers: { traceparent } })
    await upsert('traced', `00-${trace}-00f067aa0ba902b7-01`)
    await upsert('later', `01-${trace}-00f067aa0ba902b7-01-more`)
    await upsert('untraced', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`)
    await upsert('longer', `00-${trace}-00f067aa0ba902b7-01-more`)
    const events = (await api.call('events.list')).ok().data
    const traceOf = (id: string) => events.find(({ resource }) => resource.id === id)?.trace_id
    expect(['traced', 'later'].map(traceOf)).toEqual([trace, trace])
    expect(['untraced', 'longer'].map(traceOf)).toEqual([null, null])
  })

  test('stands in the problem too', async () => {
    const answer = await nobody.send('GET', '/api/v1/agents', { headers: { 'x-request-id': 'r1' } })
    expect(answer.problem()).toMatchObject({
      type: '/errors/missing_api_key',
      request_id: 'r1',
      instance: '/api/v1/agents',
      retryable: false,
    })
  })
})

describe('cors', () => {
  const from = (origin: string, method = 'GET') =>
    nobody.send(method, '/health/live', { headers: { origin } })

  test('lets the listed origins in, exactly', async () => {
    const answer = await from('https://app.example')
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id')
    expect(answer.headers.get('vary')).toBe('Origin')
    for (const origin of ['https://app.example.evil', 'http://app.example', 'null']) {
      expect((await from(origin)).headers.has('access-control-allow-origin')).toBe(false)
    }
  })

  test('tells a preflight what may be sent', async () => {
    const answer = await from('https://app.example', 'OPTIONS')
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS')
    expect(answer.headers.get('access-control-allow-headers')).toContain('Idempotency-Key')
    const stranger = await from('https://evil.example', 'OPTIONS')
    expect(stranger.headers.has('access-control-allow-methods')).toBe(false)
  })
})

describe('limits', () => {
  test('count per org and tell what is left, and when it is over', async () => {
    const strict = await createServer({
      database: 'sqlite::memory:',
      bootstrapToken,
      limits: {
        rate: ({ orgId }) => (orgId === null ? undefined : { limit: 2, windowSeconds: 30 }),
      },
    })
    const one = await createOrg(strict, bootstrapToken)
    const two = await createOrg(strict, bootstrapToken)
    const answers = []
    for (let index = 0; index < 3; index += 1) answers.push(await one.call('agents.list'))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
    const left = answers.map(({ headers }) => headers.get('ratelimit'))
    expect(left).toEqual(['"default";r=1;t=30', '"default";r=0;t=30', '"default";r=0;t=30'])
    const [, , last] = answers
    expect(last?.headers.get('ratelimit-policy')).toBe('"default";q=2;w=30')
    expect(last?.headers.get('retry-after')).toBe('30')
    expect(last?.problem()).toMatchObject({ code: 'rate_limited', retryable: true })
    expect((await two.call('agents.list')).status).toBe(200)
    await strict.stop()
  })
})

describe('versions', () => {
  test('guard an edit by If-Match', async () => {
    const upsert = (headers: Record<string, string>, display_name: string) =>
      api.call('agents.upsert', { path: { agent_id: 'edited' }, body: { display_name }, headers })
    const absent = await upsert({ 'if-match': '*' }, 'A')
    expect(absent.problem().code).toBe('precondition_failed')
    const first = await upsert({}, 'A')
    const etag = first.headers.get('etag') ?? ''
    const second = await upsert({ 'if-match': etag }, 'B')
    expect(second.status).toBe(200)
    expect(second.headers.get('etag')).not.toBe(etag)
    for (const stale of [etag, `W/${second.headers.get('etag')}`, 'nonsense']) {
      expect((await upsert({ 'if-match': stale }, 'C')).status).toBe(412)
    }
    expect((await upsert({ 'if-match': `"0", ${second.headers.get('etag')}` }, 'C')).status).toBe(
      200,
    )
    expect((await upsert({ 'if-match': '*' }, 'D')).status).toBe(200)
  })
})
