import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type ActInput, type OperationId, operations } from '@coxswain/contract'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { type Api, createApi, createOrg, manualClock } from '../../testing/index.ts'
import { actHash } from './act-hash.ts'

// Everything that can be written is written, in any order, by callers of every kind, with ids of
// their own and of others. Whatever they do, no action is there that the guard has not let through.

const folder = await mkdtemp(join(tmpdir(), 'coxswain-walk-'))
const file = join(folder, 'walk.db')
const bootstrapToken = 'boot'
const clock = manualClock()
const server = await createServer({
  database: `sqlite:${file}`,
  synchronous: 'NORMAL',
  bootstrapToken,
  clock,
})
const database = new DatabaseSync(file, { readOnly: true })
afterAll(async () => {
  database.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

type WriteOperation = {
  [Id in OperationId]: (typeof operations)[Id]['transaction'] extends 'write' ? Id : never
}[OperationId]

/** One step of a walk: numbers that choose, each as it is needed. */
interface Step {
  readonly operation: WriteOperation
  readonly caller: number
  readonly picks: readonly number[]
}

interface Walk {
  readonly orgs: readonly string[]
  readonly callers: readonly Api[]
  /** Ids that were told of, by what they begin with. */
  readonly known: Map<string, string[]>
  /** What each decision was asked about. */
  readonly questions: Map<string, object>
}

type Pick = <Value>(values: readonly Value[]) => Value
type Request = { path?: object; body?: object }

const agents = ['a', 'b']
const types = ['ask', 'ask', 'ask', 'free', 'routine', 'never']
const acts: readonly ActInput[] = [
  { type: 'shell', command: 'make' },
  { type: 'shell', command: 'make' },
  { type: 'file', operation: 'write', path: '/vault/key' },
  { type: 'sql', statement: 'DELETE FROM users' },
]
const maybe = (pick: Pick, values: object): object => (pick([true, false]) ? values : {})
const rarely = (pick: Pick, values: object): object =>
  pick([true, false, false, false]) ? values : {}
const asked = (pick: Pick) => ({
  agent_id: pick(['a', ...agents]),
  action_type: pick(types),
  act: pick(acts),
  ...rarely(pick, { evidence: [{ type: 'plan', ref: pick(['x', 'y']) }] }),
  ...rarely(pick, { branch: { name: 'fix', base: 'main', commits_behind: pick([0, 9]) } }),
  ...rarely(pick, { declared_risk_score: pick([0, 90]), reversible: pick([true, false]) }),
})

const memoryOf = (pick: Pick) => ({ agent_id: pick(agents), namespace: 'n', key: 'k' })

interface Chooser {
  readonly pick: Pick
  /** An id that was told of, or one that nobody has. */
  id(prefix: string): string
  question(decisionId: string): object
}

/** How each operation that writes may be called. A new one without a row is a compile error. */
const requests: Readonly<Record<WriteOperation, (chooser: Chooser) => Request>> = {
  'orgs.bootstrap': () => ({ body: { name: 'x' } }),
  'orgs.update': () => ({ path: { org_id: 'current' }, body: { name: 'y' } }),
  'apiKeys.create': () => ({ body: { name: 'k', scopes: ['agents:read'] } }),
  'apiKeys.rotate': ({ id }) => ({
    path: { api_key_id: id('key') },
    body: { grace_seconds: 604_800 },
  }),
  'apiKeys.revoke': ({ id }) => ({ path: { api_key_id: id('key') } }),
  'agents.upsert': ({ pick }) => ({ path: { agent_id: pick(agents) }, body: {} }),
  'agents.heartbeat': ({ pick }) => ({ path: { agent_id: pick(agents) } }),
  'agents.suspend': () => ({ path: { agent_id: 'b' }, body: { reason: 'x' } }),
  'agents.resume': ({ pick }) => ({ path: { agent_id: pick(agents) } }),
  'agents.retire': () => ({ path: { agent_id: 'old' } }),
  'sessions.start': ({ pick }) => ({ body: { agent_id: pick(agents) } }),
  'sessions.end': ({ id }) => ({
    path: { session_id: id('ses') },
    body: { outcome: 'completed' },
  }),
  'guard.decide': ({ pick }) => ({ body: asked(pick) }),
  'policies.create': ({ pick }) => ({
    body: {
      name: `p${pick([1, 2, 3])}`,
      mode: pick(['enforce', 'monitor']),
      rule: pick([
        { type: 'require_approval', action_types: ['free'] },
        { type: 'risk_threshold', threshold: 80, decision: 'block' },
        { type: 'allow_grant', action_types: ['*'], max_uses: 2, window_seconds: 30 },
      ]),
    },
  }),
  'policies.update': ({ pick, id }) => ({
    path: { policy_id: id('pol') },
    body: { enabled: pick([true, false]) },
  }),
  'policies.importAll': ({ pick }) => ({
    body: {
      format: 'coxswain.policies/v1',
      policies: [
        {
          name: `p${pick([1, 2, 3])}`,
          rule: { type: 'warn_action_type', action_types: [pick(types)] },
        },
      ],
      on_conflict: pick(['fail', 'skip', 'replace']),
    },
  }),
  'policies.delete': ({ id }) => ({ path: { policy_id: id('pol') } }),
  'signals.updateSettings': ({ pick }) => ({
    body: { stale_action: { enabled: pick([true, false]) } },
  }),
  'signals.acknowledge': ({ id }) => ({ path: { signal_id: id('sig') }, body: {} }),
  'signals.resolve': ({ id }) => ({ path: { signal_id: id('sig') }, body: {} }),
  'signals.reopen': ({ id }) => ({ path: { signal_id: id('sig') }, body: {} }),
  'actions.create': ({ pick, id, question }) => {
    const decision_id = id('dec')
    const decided = { ...maybe(pick, question(decision_id)), decision_id }
    return {
      body: {
        goal: 'go',
        ...asked(pick),
        ...rarely(pick, { parent_action_id: id('act') }),
        ...rarely(pick, decided),
      },
    }
  },
  'actions.update': ({ id }) => ({ path: { action_id: id('act') }, body: { reasoning: 'r' } }),
  'actions.claim': ({ id }) => ({ path: { action_id: id('act') }, body: {} }),
  'actions.renew': ({ id }) => ({
    path: { action_id: id('act') },
    body: { claim_id: id('clm') },
  }),
  'actions.outcome': ({ pick, id }) => ({
    path: { action_id: id('act') },
    body: { claim_id: id('clm'), outcome: pick(['completed', 'partial', 'failed']) },
  }),
  'actions.cancel': ({ id }) => ({ path: { action_id: id('act') }, body: {} }),
  'assumptions.create': ({ id }) => ({ body: { action_id: id('act'), statement: 's' } }),
  'assumptions.validate': ({ id }) => ({ path: { assumption_id: id('asm') }, body: {} }),
  'assumptions.invalidate': ({ id }) => ({
    path: { assumption_id: id('asm') },
    body: { reason: 'x' },
  }),
  'approvals.approve': ({ pick, id }) => ({
    path: { approval_id: id('apr') },
    body: {
      ...maybe(pick, { grant_seconds: 3600 }),
      ...rarely(pick, { modified_act: pick(acts) }),
    },
  }),
  'approvals.deny': ({ id }) => ({ path: { approval_id: id('apr') }, body: {} }),
  'memory.put': ({ pick }) => ({ path: memoryOf(pick), body: { content: 'c' } }),
  'memory.delete': ({ pick }) => ({ path: memoryOf(pick) }),
  'memory.reportHealth': ({ pick }) => ({
    path: { agent_id: pick(agents) },
    body: { score: 1, entries: 1 },
  }),
  'contextPoints.create': () => ({ body: { content: 'c' } }),
  'contextPoints.delete': ({ id }) => ({ path: { context_point_id: id('cpt') } }),
  'contextThreads.create': () => ({ body: { title: 't' } }),
  'contextThreads.addEntry': ({ id }) => ({
    path: { context_thread_id: id('cth') },
    body: { content: 'c' },
  }),
  'contextThreads.close': ({ id }) => ({ path: { context_thread_id: id('cth') }, body: {} }),
  'messages.send': ({ pick, id }) => ({
    body: {
      to_agent_id: pick([null, ...agents]),
      body: 'm',
      ...rarely(pick, { message_thread_id: id('mth') }),
      ...rarely(pick, { reply_to_id: id('msg') }),
    },
  }),
  'messages.read': ({ pick, id }) => ({ path: { agent_id: pick(agents), message_id: id('msg') } }),
  'messages.archive': ({ pick, id }) => ({
    path: { agent_id: pick(agents), message_id: id('msg') },
  }),
  'messageThreads.create': () => ({ body: { subject: 's' } }),
  'messageThreads.resolve': ({ id }) => ({ path: { message_thread_id: id('mth') }, body: {} }),
  'members.invite': () => ({ body: { email: 'ada@example.com', role: 'member' } }),
  'members.accept': () => ({ body: { token: 'cox_invite_none' } }),
  'members.update': ({ id }) => ({ path: { member_id: id('mem') }, body: { role: 'admin' } }),
  'members.remove': ({ id }) => ({ path: { member_id: id('mem') } }),
  'invites.revoke': ({ id }) => ({ path: { invite_id: id('inv') } }),
  'streamTokens.create': () => ({ body: {} }),
  'webhooks.create': () => ({ body: { url: 'https://hooks.example.com/' } }),
  'webhooks.update': ({ pick, id }) => ({
    path: { webhook_id: id('whk') },
    body: { enabled: pick([true, false]) },
  }),
  'webhooks.delete': ({ id }) => ({ path: { webhook_id: id('whk') } }),
  'webhooks.rotateSecret': ({ id }) => ({ path: { webhook_id: id('whk') }, body: {} }),
  'webhooks.test': ({ id }) => ({ path: { webhook_id: id('whk') } }),
  'webhookDeliveries.redeliver': ({ id }) => ({ path: { webhook_delivery_id: id('whd') } }),
}

const writes = Object.keys(requests) as WriteOperation[]
/** What a walk is about is done more often than what it only passes by. */
const often: readonly WriteOperation[] = [
  'actions.create',
  'actions.create',
  'actions.create',
  'guard.decide',
  'guard.decide',
  'approvals.approve',
  'approvals.approve',
  'approvals.approve',
  'approvals.approve',
  'approvals.deny',
  'actions.claim',
  'actions.claim',
  'actions.outcome',
  'actions.outcome',
]
const step = fc.record<Step>({
  operation: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...often) },
    { weight: 1, arbitrary: fc.constantFrom(...writes) },
  ),
  caller: fc.constantFrom(0, 0, 1, 1, 1, 2, 3),
  picks: fc.array(fc.noBias(fc.nat(5039)), { minLength: 18, maxLength: 18 }),
})

async function begin(): Promise<Walk> {
  const owner = await createOrg(server, bootstrapToken)
  const mint = async (agent_id?: string) => {
    const bound = agent_id === undefined ? {} : { agent_id }
    const body = { name: 'k', scopes: ['*:admin'], ...bound }
    return createApi(server, (await owner.call('apiKeys.create', { body })).ok().secret)
  }
  const stranger = await createOrg(server, bootstrapToken)
  for (const caller of [owner, stranger]) {
    for (const agent_id of [...agents, 'old']) {
      await caller.call('agents.upsert', { path: { agent_id }, body: {} })
    }
  }
  const rules = [
    { type: 'require_approval', action_types: ['ask', 'routine'] },
    { type: 'block_action_type', action_types: ['never'] },
    { type: 'allow_grant', action_types: ['routine'], max_uses: 1, window_seconds: 60 },
    { type: 'protected_path', paths: ['/vault/**'], decision: 'block' },
  ] as const
  for (const [index, rule] of rules.entries()) {
    const body = { name: `first ${index}`, rule: structuredClone(rule) as never }
    ;(await owner.call('policies.create', { body })).ok()
  }
  return {
    orgs: [owner.orgId, stranger.orgId],
    callers: [owner, await mint(), await mint('a'), stranger],
    known: new Map(),
    questions: new Map(),
  }
}

async function take(walk: Walk, { operation, caller, picks }: Step): Promise<void> {
  const rest = [...picks]
  const pick: Pick = (values) => values[(rest.shift() ?? 0) % values.length] as never
  const id = (prefix: string) => {
    const known = walk.known.get(prefix)
    return known === undefined ? `${prefix}_${'0'.repeat(26)}` : pick(known)
  }
  const api = walk.callers[caller] as Api
  const question = (decisionId: string) => walk.questions.get(decisionId) ?? {}
  const request = requests[operation]({ pick, id, question })
  const reply = await api.call(operation, request as never)
  if (operation === 'guard.decide' && reply.status === 201 && request.body !== undefined) {
    walk.questions.set((JSON.parse(reply.text) as { id: string }).id, request.body)
  }
  expect(reply.status, reply.text).toBeLessThan(500)
  for (const [found] of reply.text.matchAll(/\b[a-z]{3}_[0-9A-Z]{26}\b/g)) {
    const prefix = found.slice(0, 3)
    const known = walk.known.get(prefix) ?? []
    if (!known.includes(found)) walk.known.set(prefix, [...known, found])
  }
  clock.advance(1000)
}

type Row = Readonly<Record<string, string | number | null>>
const all = (sql: string, values: readonly string[] = []) =>
  database.prepare(sql).all(...values) as Row[]
const byId = (rows: readonly Row[]) => new Map(rows.map((row) => [row['id'], row]))
const inputs = [
  'org_id',
  'agent_id',
  'action_type',
  'act',
  'act_hash',
  'declared_risk_score',
  'reversible',
  'systems_touched',
  'authorization_scope',
  'evidence',
  'branch',
  'parent_action_id',
]

/** What an action was when it was first seen: what was decided about never changes. */
const first = new Map<string, unknown>()

function inspect({ orgs }: Walk): void {
  const rows = (sql: string) => all(`${sql} WHERE org_id IN (?, ?)`, orgs)
  const decisions = byId(rows('SELECT * FROM decisions'))
  const approvals = byId(rows('SELECT * FROM approvals'))
  const uses = rows('SELECT action_id FROM policy_uses').map(({ action_id }) => action_id)
  const used = rows('SELECT * FROM grants').filter(({ used_at }) => used_at !== null)
  const users = used.map(({ used_by_action_id }) => used_by_action_id)
  expect(new Set([...users, ...uses]).size).toBe(users.length + uses.length)
  const actions = rows('SELECT * FROM actions')
  expect(new Set(actions.map(({ decision_id }) => decision_id)).size).toBe(actions.length)
  for (const action of actions) {
    const decision = decisions.get(action['decision_id'] ?? null)
    const decided = inputs.map((name) => action[name])
    expect(decided).toEqual(inputs.map((name) => decision?.[name]))
    expect(decision).toMatchObject({ action_id: action['id'], decision: action['decision'] })
    const before = first.get(String(action['id'])) ?? decided
    first.set(String(action['id']), before)
    expect(decided).toEqual(before)
    const act = JSON.parse(String(action['act'])) as ActInput
    expect(action['act_hash']).toBe(actHash(String(action['action_type']), act))
    inspectStatus(action, decision ?? {}, approvals)
    inspectGrant(action, decision ?? {}, { users, uses })
    inspectModified(action, [...decisions.values()])
  }
}

/** Only what was allowed, warned of or approved may ever run. */
function inspectStatus(action: Row, decision: Row, approvals: Map<unknown, Row>): void {
  const approval = approvals.get(action['approval_id'])
  expect(approval === undefined).toBe(decision['decision'] !== 'require_approval')
  if (decision['decision'] === 'block') expect(action['status']).toBe('blocked')
  const free = ['allow', 'warn'].includes(String(decision['decision']))
  const through = ['approved', 'running', 'completed', 'partial', 'failed', 'lost']
  if (!through.includes(String(action['status']))) return
  expect(free || approval?.['status'] === 'approved').toBe(true)
}

/** What an enforced policy asked about is allowed by a grant only, and that one is used up. */
function inspectGrant(
  action: Row,
  decision: Row,
  { users, uses }: Readonly<Record<'users' | 'uses', readonly unknown[]>>,
): void {
  const reasons = JSON.parse(String(decision['reasons'])) as {
    readonly enforced: boolean
    readonly decision: string
  }[]
  const strict = reasons.filter(({ enforced, decision }) => {
    return enforced && ['require_approval', 'block'].includes(decision)
  })
  if (decision['decision'] !== 'allow' || strict.length === 0) {
    expect([...users, ...uses]).not.toContain(action['id'])
    return
  }
  expect(strict.map((reason) => reason.decision)).not.toContain('block')
  const { source } = JSON.parse(String(decision['granted_by'])) as { readonly source: string }
  expect(source === 'approval' ? users : uses).toContain(action['id'])
}

/** What an approver made of an act was judged too. */
function inspectModified(action: Row, decisions: readonly Row[]): void {
  if (action['approved_act'] === null) return
  const judged = decisions.find(
    ({ action_id, act_hash }) =>
      action_id === action['id'] && act_hash === action['approved_act_hash'],
  )
  expect(judged).toBeDefined()
  expect(judged?.['decision']).not.toBe('block')
}

const seen = new Set<unknown>()

test('no walk over all that writes leaves an action that the guard has not let through', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 150, maxLength: 150 }), async (steps) => {
      const walk = await begin()
      for (const one of steps) await take(walk, one)
      inspect(walk)
    }),
    { numRuns: 25, seed: 20_261_121, endOnFailure: true },
  )
  for (const { status, decision } of all('SELECT status, decision FROM actions')) {
    seen.add(status).add(decision)
  }
}, 60_000)

test('and the walks have been everywhere', () => {
  expect(new Set(writes)).toEqual(
    new Set(
      Object.values(operations)
        .filter(({ transaction }) => transaction === 'write')
        .map(({ id }) => id),
    ),
  )
  for (const place of ['approved', 'pending_approval', 'blocked', 'denied', 'running', 'completed'])
    expect(seen).toContain(place)
  const count = (sql: string) => all(sql)[0]?.['n']
  expect(count('SELECT count(*) n FROM grants WHERE used_at IS NOT NULL')).toBeGreaterThan(0)
  expect(count('SELECT count(*) n FROM policy_uses')).toBeGreaterThan(0)
  expect(count('SELECT count(*) n FROM actions WHERE approved_act IS NOT NULL')).toBeGreaterThan(0)
  expect(
    count(
      'SELECT count(*) n FROM actions a JOIN decisions d ON d.id = a.decision_id WHERE d.used_at > d.created_at',
    ),
  ).toBeGreaterThan(0)
})
