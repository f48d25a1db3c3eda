import { afterAll, expect, test } from 'vitest'
import { createServer } from '../index.ts'
import { type Api, createApi, createOrg } from '../testing/index.ts'

const bootstrapToken = 'boot'
const over = 'over-the-limit'
const server = await createServer({
  database: 'sqlite::memory:',
  bootstrapToken,
  limits: {
    rate: ({ requestId }) => (requestId === over ? { limit: 0, windowSeconds: 60 } : undefined),
    bodyBytes: 1000,
  },
})
afterAll(() => server.stop())
const owner = await createOrg(server, bootstrapToken)

interface Attempt {
  readonly method: string
  readonly path: string
  readonly token: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A mistake, and what a caller who makes it and all later ones is told. */
interface Mistake {
  readonly code: string
  readonly status: number
  readonly spoil: Partial<Attempt>
}

const json = { 'content-type': 'application/json' }

/** Makes every mistake at once, then mends them one by one: each time the next one is named. */
async function climb(good: Attempt, mistakes: readonly Mistake[]): Promise<void> {
  for (const [step, { code, status }] of mistakes.entries()) {
    // The last mistake is made first, so that an earlier one can spoil what a later one set.
    const attempt = mistakes.slice(step).reduceRight(spoiled, good)
    const { method, path, token, headers, body } = attempt
    const answer = await createApi(server, token).send(method, path, { headers, body })
    expect([answer.status, answer.problem().code], `step ${step}`).toEqual([status, code])
  }
  const { method, path, token, headers, body } = good
  const answer = await createApi(server, token).send(method, path, { headers, body })
  expect(answer.status, answer.text).toBeLessThan(300)
}

function spoiled(attempt: Attempt, { spoil }: Mistake): Attempt {
  return { ...attempt, ...spoil, headers: { ...attempt.headers, ...spoil.headers } }
}

const mint = async (scopes: string[], agent_id: string | null = null): Promise<string> => {
  const created = await owner.call('apiKeys.create', { body: { name: 'k', scopes, agent_id } })
  return created.ok().secret
}
const upsert = (api: Api, agent_id: string) =>
  api.call('agents.upsert', { path: { agent_id }, body: {} })

test('a PUT is refused in the order of the contract', async () => {
  await upsert(owner, 'mine')
  await upsert(owner, 'retired')
  await owner.call('agents.retire', { path: { agent_id: 'retired' } })
  const [bound, reader] = [await mint(['agents:write'], 'someone'), await mint(['agents:read'])]
  const free = await mint(['agents:write'])
  await createApi(server, free).call('agents.upsert', {
    path: { agent_id: 'mine' },
    body: {},
    headers: { 'idempotency-key': 'used' },
  })
  const good: Attempt = {
    method: 'PUT',
    path: '/api/v1/agents/mine',
    token: free,
    headers: json,
    body: '{"display_name":"A"}',
  }
  await climb(good, [
    { code: 'route_not_found', status: 404, spoil: { path: '/api/v1/nothing' } },
    { code: 'method_not_allowed', status: 405, spoil: { method: 'POST' } },
    { code: 'missing_api_key', status: 401, spoil: { token: null } },
    { code: 'insufficient_scope', status: 403, spoil: { token: reader } },
    { code: 'rate_limited', status: 429, spoil: { headers: { 'x-request-id': over } } },
    { code: 'payload_too_large', status: 413, spoil: { body: ' '.repeat(1001) } },
    {
      code: 'unsupported_media_type',
      status: 415,
      spoil: { headers: { 'content-type': 'text/plain' } },
    },
    { code: 'malformed_json', status: 400, spoil: { body: '{' } },
    { code: 'unknown_field', status: 422, spoil: { body: '{"surprise":1}' } },
    { code: 'agent_mismatch', status: 403, spoil: { token: bound } },
    {
      code: 'idempotency_mismatch',
      status: 422,
      spoil: { headers: { 'idempotency-key': 'used' } },
    },
    {
      code: 'agent_retired',
      status: 409,
      spoil: { path: '/api/v1/agents/retired' },
    },
    {
      code: 'precondition_failed',
      status: 412,
      spoil: { headers: { 'if-match': '"99"' } },
    },
  ])
})

test('a POST looks for what it names, then at its state', async () => {
  for (const agent_id of ['active', 'suspended', 'gone']) await upsert(owner, agent_id)
  await owner.call('agents.suspend', { path: { agent_id: 'suspended' }, body: { reason: 'x' } })
  await owner.call('agents.retire', { path: { agent_id: 'gone' } })
  const name = (agent_id: string) => ({ body: JSON.stringify({ agent_id }) })
  const good: Attempt = {
    method: 'POST',
    path: '/api/v1/sessions',
    token: owner.token,
    headers: json,
    body: '{"agent_id":"active"}',
  }
  await climb(good, [
    { code: 'not_found', status: 404, spoil: name('nobody') },
    { code: 'agent_suspended', status: 403, spoil: name('suspended') },
    { code: 'agent_retired', status: 409, spoil: name('gone') },
  ])
})

test('a GET with a bad cursor is told so before its other parameters', async () => {
  for (const list of ['agents', 'api-keys', 'sessions', 'events']) {
    const answer = await owner.send('GET', `/api/v1/${list}?cursor=broken&limit=zero`)
    expect(answer.problem().code, list).toBe('invalid_cursor')
  }
})
