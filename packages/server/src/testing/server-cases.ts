import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict'
import { type OperationId, type OperationRow, operations, type Problem } from '@coxswain/contract'
import { document } from '@coxswain/contract/document'
import { type Api, type ApiReply, createApi, createOrg } from './api.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { exampleOf } from './example-of.ts'
import { type FurnishedOrg, furnishOrg, marker } from './furnished-org.ts'
import { limitCases } from './limit-cases.ts'
import { bootstrapToken, type OpenServer, serverCase, tracedCase } from './server-case.ts'
import { streamCases } from './stream-cases.ts'
import { webhookCases } from './webhook-cases.ts'

/** What a server must do on every store. */
export const serverCases: readonly ConformanceCase<OpenServer>[] = [
  tracedCase('no operation reaches into another org', async (server, take) => {
    const victim = await furnishOrg(server)
    const stranger = await createOrg(server, bootstrapToken, 'Strangers')
    const before = await everything(victim)
    // PUT goes last: it gives the stranger what the others must not find.
    const rows = secured.toSorted(
      (one, other) => Number(one.method === 'PUT') - Number(other.method === 'PUT'),
    )
    for (const row of rows) {
      take()
      const foreign = await attempt(stranger, row, victim.ids)
      const asked = take()
      ok(!foreign.text.includes(marker), `${row.id} tells of another org: ${foreign.text}`)
      if (row.pathParams.length === 0 || row.method === 'PUT') continue
      strictEqual(foreign.status, outsiders(row), `${row.id}: ${foreign.text}`)
      const absent = await attempt(stranger, row, absentIds(victim.ids))
      deepStrictEqual(shape(foreign), shape(absent), `${row.id} tells foreign from absent`)
      // Nor by what it takes: the database is asked the same.
      deepStrictEqual(asked, take(), `${row.id} asks more of foreign than of absent`)
    }
    deepStrictEqual(await everything(victim), before)
  }),

  serverCase('many writes at once leave a dense log', async (server) => {
    const api = await createOrg(server, bootstrapToken)
    const calls = range(200).map((index) =>
      api.call('agents.upsert', { path: { agent_id: `agent-${index}` }, body: {} }),
    )
    for (const answer of await Promise.all(calls)) answer.ok()
    const seqs: number[] = []
    let cursor: string | null = null
    do {
      const query: Record<string, string | number> = { limit: 50 }
      if (cursor !== null) query['cursor'] = cursor
      const page = (await api.call('events.list', { query })).ok()
      seqs.push(...page.data.map(({ seq }) => seq))
      cursor = page.has_more ? page.next_cursor : null
    } while (cursor !== null)
    deepStrictEqual(
      seqs,
      range(202).map((index) => index + 1),
    )
  }),

  serverCase('64 twins with one Idempotency-Key have one effect and one answer', async (server) => {
    const api = await createOrg(server, bootstrapToken)
    await api.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
    const twins = await Promise.all(
      range(64).map(() =>
        api.call('sessions.start', {
          body: { agent_id: 'a' },
          headers: { 'idempotency-key': 'storm' },
        }),
      ),
    )
    const bodies = new Set(twins.map((twin) => JSON.stringify(twin.ok())))
    strictEqual(bodies.size, 1)
    const replayed = twins.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')
    strictEqual(replayed.length, 63)
    strictEqual(new Set(twins.map(({ headers }) => headers.get('x-request-id'))).size, 64)
    strictEqual((await api.call('sessions.list')).ok().data.length, 1)
    const started = await api.call('events.list', { query: { types: ['session.started'] } })
    strictEqual(started.ok().data.length, 1)
  }),

  serverCase('a replayed key creation gives its secret to the same caller only', async (server) => {
    const api = await createOrg(server, bootstrapToken)
    const create = (caller: Api) =>
      caller.call('apiKeys.create', {
        body: { name: 'second', scopes: ['*:admin'] },
        headers: { 'idempotency-key': 'mint' },
      })
    const first = (await create(api)).ok()
    const replay = await create(api)
    strictEqual(replay.headers.get('idempotency-replayed'), 'true')
    deepStrictEqual(replay.ok(), first)
    const other = await create(createApi(server, first.secret))
    strictEqual(other.headers.get('idempotency-replayed'), null)
    ok(other.ok().secret !== first.secret)
    const outsider = await create(await createOrg(server, bootstrapToken, 'Strangers'))
    ok(outsider.ok().secret !== first.secret)
    match(first.secret, /^cox_live_/)
  }),

  serverCase(
    'a revoked key is refused from the next request on, replays included',
    async (server) => {
      const api = await createOrg(server, bootstrapToken)
      const body = { name: 'short-lived', scopes: ['agents:write'] }
      const created = (await api.call('apiKeys.create', { body })).ok()
      const caller = createApi(server, created.secret)
      const call = { path: { agent_id: 'a' }, body: {}, headers: { 'idempotency-key': 'once' } }
      ;(await caller.call('agents.upsert', call)).ok()
      await api.call('apiKeys.revoke', { path: { api_key_id: created.id } })
      strictEqual((await caller.call('agents.upsert', call)).problem().code, 'revoked_api_key')
    },
  ),
  ...streamCases,
  ...webhookCases,
  ...limitCases,
]

const secured = Object.values<OperationRow>(operations).filter(
  ({ security }) => security === 'apiKey',
)

/** Calls an operation with another org's ids and the contract's own example of a body. */
function attempt(caller: Api, row: OperationRow, ids: ReadonlyMap<string, string>) {
  const path = Object.fromEntries(
    row.pathParams.map((name) => {
      const id = ids.get(name)
      ok(id !== undefined, `this case has no ${name} to try on ${row.id}`)
      return [name, id]
    }),
  )
  const body = row.body === null ? {} : { body: exampleOf(row.body) }
  // Path, query and body are the row's own, which the compiler can't follow through a loop.
  return caller.call(row.id as OperationId, { path, query: queryOf(row), ...body } as never)
}

/** What a query must not leave out: in the contract as it is, texts. */
function queryOf({ method, path }: OperationRow): Record<string, string> {
  type Parameter = { readonly name?: string; readonly in?: string; readonly required?: boolean }
  const paths = document['paths'] as Record<
    string,
    Record<string, { readonly parameters?: readonly Parameter[] }>
  >
  const { parameters = [] } = paths[path]?.[method.toLowerCase()] ?? {}
  const required = parameters.filter((one) => one.in === 'query' && one.required === true)
  return Object.fromEntries(required.map(({ name }) => [String(name), marker]))
}

/** Ids of the same form that nobody has. */
function absentIds(ids: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const flipped = [...ids].map(([name, id]): [string, string] => {
    return [name, id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')]
  })
  return new Map(flipped)
}

/** What an answer is, without the id that was asked for. */
function shape({ status, text }: ApiReply<unknown>): unknown {
  return status < 400 ? [status, text] : [status, (JSON.parse(text) as Problem).code]
}

/** Absent and foreign look alike; deleting either is done. */
function outsiders({ method }: OperationRow): number {
  return method === 'DELETE' ? 204 : 404
}

/** All that an org can read of itself, but for when its keys were used. */
async function everything(api: FurnishedOrg): Promise<unknown[]> {
  const rows = secured.filter(({ method, id }) => method === 'GET' && !id.startsWith('apiKeys.'))
  const answers = []
  for (const row of rows) answers.push((await attempt(api, row, api.ids)).ok())
  const keys = (await api.call('apiKeys.list')).ok()
  return [...answers, keys.data.map(({ id, status }) => [id, status])]
}

function range(length: number): number[] {
  return Array.from({ length }, (_value, index) => index)
}
