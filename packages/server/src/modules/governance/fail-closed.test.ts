import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { CoxswainError, createServer, type Evaluator } from '../../index.ts'
import { type Api, createApi, createOrg, manualTimers } from '../../testing/index.ts'

const bootstrapToken = 'boot'
const folder = await mkdtemp(join(tmpdir(), 'coxswain-guard-'))
const file = join(folder, 'guard.db')
const timers = manualTimers()

let fault: 'none' | 'policies' | 'database' = 'none'
let evaluate: Evaluator['evaluate'] = async () => null
const asked: string[] = []

const server = await createServer({
  database: `sqlite:${file}`,
  synchronous: 'NORMAL',
  bootstrapToken,
  timers,
  guard: {
    evaluators: [
      {
        name: 'model',
        evaluate(request, options) {
          asked.push(`${request.orgId} ${request.agentId} ${request.actionType}`)
          return evaluate(request, options)
        },
      },
    ],
    evaluatorTimeoutMs: 500,
  },
  hooks: {
    beforeStatement({ orgId }, sql) {
      if (orgId === null) return
      if (fault === 'database') throw new CoxswainError('store_unavailable')
      if (fault === 'policies' && sql.includes('from "policies"')) throw new Error('disk gone')
    },
  },
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

let owner: Api & { readonly orgId: string }
let worker: Api
beforeEach(async () => {
  fault = 'none'
  evaluate = async () => null
  owner = await createOrg(server, bootstrapToken)
  await owner.call('agents.upsert', { path: { agent_id: 'a' }, body: {} })
  const body = { name: 'worker', scopes: ['*:admin'] }
  worker = createApi(server, (await owner.call('apiKeys.create', { body })).ok().secret)
  asked.length = 0
})

const act = { type: 'shell', command: 'make' } as const
const create = (given: object = {}) => {
  const body = { agent_id: 'a', action_type: 'deploy', act, goal: 'Go', ...given }
  return worker.call('actions.create', { body })
}
const decisionOf = async (decision_id: string) =>
  (await owner.call('guard.get', { path: { decision_id } })).ok()
/** Creates an action that must wait for a person because something failed. */
const createFailing = async (given: object = {}) => {
  const action = (await create(given)).ok()
  expect(action.status).toBe('pending_approval')
  const decision = await decisionOf(action.decision_id)
  expect(decision).toMatchObject({ decision: 'require_approval', fail_closed: true, grant: null })
  return { action, decision }
}
const grantRule = {
  type: 'allow_grant',
  action_types: ['*'],
  max_uses: 9,
  window_seconds: 60,
} as const
const grantAll = async () => {
  const body = { name: 'all', rule: { ...grantRule, action_types: ['*'] } }
  return (await owner.call('policies.create', { body })).ok()
}

describe('policies that cannot be read', () => {
  test('leave it to a person, kept as a decision that no grant lifts', async () => {
    await grantAll()
    fault = 'policies'
    const { decision } = await createFailing()
    expect(decision.reasons).toEqual([
      expect.objectContaining({
        source: 'failure',
        decision: 'require_approval',
        message: 'the policies could not be read',
      }),
    ])
    const body = { agent_id: 'a', action_type: 'deploy', act }
    const told = (await worker.call('guard.decide', { body })).ok()
    expect(told).toMatchObject({ decision: 'require_approval', fail_closed: true })
    fault = 'none'
    expect((await create()).ok().status).toBe('approved')
  })

  test('by no one but a person: an approval of the action goes on', async () => {
    fault = 'policies'
    const { action } = await createFailing()
    const path = { approval_id: action.approval_id ?? '' }
    const modified_act = { type: 'shell', command: 'make it' } as const
    const approved = await owner.call('approvals.approve', { path, body: { modified_act } })
    expect(approved.ok().status).toBe('approved')
  })
})

describe('a policy row that a newer version wrote', () => {
  // Whoever writes a policy gives its org a new revision.
  const damage = (id: string, columns: string) => {
    const database = new DatabaseSync(file)
    database.exec(`UPDATE policies SET ${columns} WHERE id = '${id}'`)
    database.exec(`UPDATE policy_revisions SET revision = '${randomUUID()}'`)
    database.close()
  }

  test.each([
    ['no JSON', `rule = '{'`],
    ['an unknown rule', `rule = '{"type":"rate_limit","per_hour":3}'`],
    ['an unknown mode', `mode = 'rehearse'`],
    ['unknown agents', `agent_ids = '{"not":["a"]}'`],
  ])('leaves it to a person, and can be deleted: %s', async (_what, columns) => {
    const { id } = await grantAll()
    const body = { name: 'fine', rule: { ...grantRule, action_types: ['x'] } }
    const fine = (await owner.call('policies.create', { body })).ok()
    damage(id, columns)
    const { decision } = await createFailing()
    expect(decision.reasons[0]?.message).toContain(`policy \`all\` (${id}) can't be read`)
    const path = { policy_id: id }
    expect((await owner.call('policies.get', { path })).problem().detail).toContain('delete it')
    const listed = (await owner.call('policies.list', { query: { limit: 1 } })).ok()
    expect([listed.data.map((policy) => policy.id), listed.has_more]).toEqual([[fine.id], false])
    expect((await owner.call('policies.delete', { path })).status).toBe(204)
    const deleted = await owner.call('events.list', { query: { types: ['policy.deleted'] } })
    expect(deleted.ok().data[0]?.payload).toMatchObject({ policy: { id, name: 'all', rule: null } })
    expect((await create()).ok().status).toBe('approved')
  })

  test('counts while it is not surely disabled', async () => {
    const { id } = await grantAll()
    damage(id, `rule = '{', enabled = 2`)
    const { decision } = await createFailing()
    expect(decision.reasons[0]?.message).toContain(`policy \`all\` (${id}) can't be read`)
  })

  test('is left alone while it is disabled', async () => {
    const { id } = await grantAll()
    damage(id, `rule = '{', enabled = 0`)
    expect((await create()).ok().status).toBe('approved')
  })
})

test('without a database nothing is decided, and the caller is told to come back', async () => {
  fault = 'database'
  const problem = (await create()).problem()
  expect(problem).toMatchObject({ code: 'store_unavailable', status: 503, retryable: true })
  fault = 'none'
  expect((await owner.call('actions.list')).ok().data).toEqual([])
  expect((await owner.call('guard.list')).ok().data).toEqual([])
})

describe('an evaluator', () => {
  test.each<[string, Evaluator['evaluate']]>([
    ['throws', async () => Promise.reject(new Error('no'))],
    ['answers nonsense', async () => ({ decision: 'perhaps' }) as never],
  ])('that %s leaves it to a person, whatever policies grant', async (_what, broken) => {
    await grantAll()
    evaluate = broken
    const { decision } = await createFailing()
    expect(decision.reasons[0]?.message).toContain('evaluator `model`')
  })

  test('that never answers leaves it to a person', async () => {
    evaluate = () => new Promise(() => undefined)
    const created = createFailing()
    while (timers.pending === 0) await new Promise(setImmediate)
    timers.advance(500)
    const { decision } = await created
    expect(decision.reasons[0]?.message).toContain('it took longer than 500 ms')
  })

  test('counts like a policy: the strictest wins, and a grant lifts its question only', async () => {
    evaluate = async () => ({ decision: 'warn', message: 'hm' })
    const warned = (await create()).ok()
    expect(warned.status).toBe('approved')
    expect((await decisionOf(warned.decision_id)).reasons).toEqual([
      expect.objectContaining({ source: 'evaluator', decision: 'warn', enforced: true }),
    ])
    evaluate = async () => ({ decision: 'require_approval', message: 'ask' })
    expect((await create()).ok().status).toBe('pending_approval')
    await grantAll()
    expect((await create()).ok().status).toBe('approved')
    evaluate = async () => ({ decision: 'block', message: 'no' })
    expect((await create()).ok().status).toBe('blocked')
  })

  test('is asked before an action, a decision and a modified act, and about nothing twice', async () => {
    evaluate = async () => ({ decision: 'require_approval', message: 'ask' })
    const body = { agent_id: 'a', action_type: 'deploy', act }
    const { id: decision_id } = (await worker.call('guard.decide', { body })).ok()
    expect(asked).toEqual([`${owner.orgId} a deploy`])
    const action = (await create({ decision_id })).ok()
    expect(action.status).toBe('pending_approval')
    expect(asked).toHaveLength(1)
    const path = { approval_id: action.approval_id ?? '' }
    evaluate = async ({ act }) => {
      const bad = act.type === 'shell' && act.command.includes('rm')
      return bad ? { decision: 'block', message: 'no' } : null
    }
    const approve = (command: string) =>
      owner.call('approvals.approve', { path, body: { modified_act: { type: 'shell', command } } })
    expect((await approve('rm x')).problem().code).toBe('modified_act_blocked')
    expect((await approve('ls x')).ok().status).toBe('approved')
    expect(asked).toHaveLength(3)
    const other = (await create({ headers: {} })).status
    expect(other).toBe(422)
    expect(asked).toHaveLength(3)
  })

  test('is not asked again for a replay', async () => {
    const body = { agent_id: 'a', action_type: 'deploy', act, goal: 'Go' }
    const headers = { 'idempotency-key': 'once' }
    const first = (await worker.call('actions.create', { body, headers })).ok()
    evaluate = async () => ({ decision: 'block', message: 'no' })
    expect((await worker.call('actions.create', { body, headers })).ok()).toEqual(first)
    expect(asked).toHaveLength(1)
  })
})
