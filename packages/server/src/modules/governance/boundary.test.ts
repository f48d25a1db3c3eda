import { type OperationId, type OperationRow, operations } from '@coxswain/contract'
import { document } from '@coxswain/contract/document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGovernedServer, type GovernedOrg, plainAct } from '../../testing/governed-org.ts'
import type { Api } from '../../testing/index.ts'

const server = await createGovernedServer()
afterAll(() => server.stop())

type Json = Readonly<Record<string, unknown>>

/** What an org has of everything that a request can name. */
interface Things {
  readonly org: GovernedOrg
  readonly ids: Readonly<Record<string, string>>
}

async function furnish(): Promise<Things> {
  const org = await server.createOrg()
  const asked = await org.ask()
  const body = { action_id: asked.id, statement: 'It holds' }
  const assumption = (await org.worker.call('assumptions.create', { body })).ok()
  const session = (await org.worker.call('sessions.start', { body: { agent_id: 'worker-1' } })).ok()
  const request = { agent_id: 'worker-1', action_type: 'free', act: plainAct }
  const decision = (await org.worker.call('guard.decide', { body: request })).ok()
  const ids = {
    agent_id: 'worker-1',
    action_id: asked.id,
    parent_action_id: asked.id,
    approval_id: asked.approval_id,
    assumption_id: assumption.id,
    session_id: session.id,
    decision_id: decision.id,
  }
  return { org, ids }
}

const { schemas } = document['components'] as { schemas: Readonly<Record<string, Json>> }
const rows = Object.values<OperationRow>(operations)
const governed = rows.filter(({ id }) => /^(actions|approvals|assumptions|guard)\./.test(id))
const absent = (id: string) => `${id.slice(0, 4)}${'0'.repeat(26)}`

/** A body that the contract accepts, about an action that is free to do. */
function bodyOf({ body }: OperationRow): Json | undefined {
  if (body === null) return undefined
  const { examples = [] } = schemas[body] as { examples?: readonly Json[] }
  const [example] = examples
  const given = example ?? {}
  return 'act' in given
    ? { ...given, agent_id: 'worker-1', action_type: 'free', act: plainAct }
    : given
}

function call(caller: Api, row: OperationRow, ids: Things['ids'], body: Json | undefined) {
  const path = Object.fromEntries(row.pathParams.map((name) => [name, ids[name] ?? '']))
  const request = body === undefined ? { path } : { path, body }
  // Path and body are the row's own, which the compiler can't follow through a table.
  return caller.call(row.id as OperationId, request as never)
}

describe('a key that is bound to another agent', () => {
  let things: Things
  let bound: Api
  beforeAll(async () => {
    things = await furnish()
    bound = await things.org.mint(['*:admin'], 'worker-2')
  })

  const writes = governed.filter(({ transaction }) => transaction === 'write')
  test.each(writes.map((row) => [row.id, row] as const))('is refused by %s', async (_id, row) => {
    const body = bodyOf(row)
    const own =
      body !== undefined && 'action_id' in body ? { action_id: things.ids['action_id'] } : {}
    const refusal = (await call(bound, row, things.ids, body && { ...body, ...own })).problem()
    const deciding = row.errors.includes('self_approval')
    expect(refusal.code).toBe(deciding ? 'self_approval' : 'agent_mismatch')
  })

  test('leaves everything as it was', async () => {
    const { org, ids } = things
    const path = { action_id: String(ids['action_id']) }
    const { action, assumptions, events } = (await org.owner.call('actions.trace', { path })).ok()
    expect([action.status, assumptions[0]?.status]).toEqual(['pending_approval', 'open'])
    expect(events).toHaveLength(3)
  })

  test('would be told of by every write that it could reach', () => {
    expect(writes.map(({ id }) => id).toSorted()).toEqual([
      'actions.cancel',
      'actions.claim',
      'actions.create',
      'actions.outcome',
      'actions.renew',
      'actions.update',
      'approvals.approve',
      'approvals.deny',
      'assumptions.create',
      'assumptions.invalidate',
      'assumptions.validate',
      'guard.decide',
    ])
  })
})

describe('what another org has', () => {
  let victim: Things
  let stranger: Things
  beforeAll(async () => {
    victim = await furnish()
    stranger = await furnish()
  })

  /** One case for every id that a path or a body of an operation can name. */
  const cases = governed.flatMap((row) => {
    const members = row.body === null ? {} : (schemas[row.body]?.['properties'] as Json)
    const named = [...row.pathParams, ...Object.keys(members)]
    return named
      .filter((name) => /_id$/.test(name) && !['agent_id', 'claim_id'].includes(name))
      .map((name) => [row.id, name, row] as const)
  })

  test.each(cases)('can not be named to %s as %s', async (_id, name, row) => {
    const ask = (id: string) => {
      const given = { ...stranger.ids, [name]: id }
      const body = bodyOf(row)
      const inBody =
        row.pathParams.includes(name) || body === undefined ? body : { ...body, [name]: id }
      return call(stranger.org.worker, row, given, inBody)
    }
    const foreign = await ask(String(victim.ids[name]))
    const nobodys = await ask(absent(String(victim.ids[name])))
    const seen = ({ status, code, detail }: ReturnType<typeof foreign.problem>) => {
      return [status, code, String(detail).replace(/`[^`]*`/g, '')]
    }
    expect(seen(foreign.problem())).toEqual(seen(nobodys.problem()))
    expect(foreign.problem().code).toBe('not_found')
  })

  test('is tried for every kind of id', () => {
    expect(new Set(cases.map(([, name]) => name))).toEqual(
      new Set(Object.keys(victim.ids).filter((name) => name !== 'agent_id')),
    )
  })
})
