import type { PolicyCreate } from '@coxswain/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../store/database.ts'
import { migrateUp } from '../../store/migrator.ts'
import { createSqliteStore } from '../../store/sqlite/index.ts'
import { type AnyUnit, systemScope } from '../../store/unit-of-work.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { judge } from './judge.ts'
import { governanceMigrations } from './migrations/index.ts'
import { PoliciesInForce } from './policies-in-force.ts'
import { createPolicy } from './policy.ts'
import { deletePolicy, savePolicy } from './policy-repository.ts'
import { createSubject } from './subject.ts'

const orgId = 'org-a'
const scope = systemScope('test', orgId)
const subject = createSubject(
  {
    agentId: 'a',
    actionType: 'deploy',
    act: { type: 'shell', command: 'make' },
    declaredRiskScore: null,
    reversible: null,
    systemsTouched: [],
    authorizationScope: null,
    evidence: [],
    branch: null,
    parentActionId: null,
  },
  { riskScore: 0, now: 0 },
)

let store: Store
let batches: number[]
let readings: number
beforeEach(async () => {
  batches = []
  readings = 0
  store = createSqliteStore({
    path: ':memory:',
    clock: manualClock(),
    catalogue: { check: () => ({ resource: 'policy' }) },
    hooks: {
      onBatch: (units) => batches.push(units),
      beforeStatement(_scope, sql) {
        if (sql.includes('from "policies"')) readings += 1
      },
    },
  })
  await migrateUp(store, [{ module: 'governance', migrations: governanceMigrations }])
})
afterEach(() => store.close())

type Type = 'warn_action_type' | 'block_action_type'

/** The one policy of an org, of this type. */
const policyOf = (type: Type, org = orgId) => {
  const rule: PolicyCreate['rule'] = { type, action_types: ['*'] }
  return createPolicy({ orgId: org, id: `pol-${org}`, createdBy: null }, { name: 'one', rule }, 0)
}
const save = (type: Type, org = orgId) =>
  store.write(scope, (unit) => savePolicy(unit, policyOf(type, org)))
const judgeIn = async (unit: AnyUnit, inForce: PoliciesInForce, org = orgId) =>
  judge((await inForce.read(unit, org)).policies, subject, []).decision
const judged = (inForce: PoliciesInForce, org = orgId) =>
  store.write(scope, (unit) => judgeIn(unit, inForce, org))

test('policies are read once, until one of them changes', async () => {
  const inForce = new PoliciesInForce()
  await save('warn_action_type')
  expect([await judged(inForce), readings]).toEqual(['warn', 1])
  expect([await judged(inForce), readings]).toEqual(['warn', 1])
  await save('block_action_type')
  expect([await judged(inForce), readings]).toEqual(['block', 2])
  await store.write(scope, (unit) => deletePolicy(unit, orgId, policyOf('warn_action_type').id))
  readings = 0
  expect([await judged(inForce), await judged(inForce), readings]).toEqual(['allow', 'allow', 1])
})

test('a unit sees what the one before it changed, in the same commit', async () => {
  const inForce = new PoliciesInForce()
  await save('warn_action_type')
  await judged(inForce)
  const [, decision] = await Promise.all([save('block_action_type'), judged(inForce)])
  expect([decision, batches.at(-1)]).toEqual(['block', 2])
})

const takenBack = (inForce: PoliciesInForce, within: string[]) =>
  store.write(scope, async (unit) => {
    await savePolicy(unit, policyOf('block_action_type'))
    within.push(await judgeIn(unit, inForce))
    throw new Error('taken back')
  })

test('what a unit changed and took back counts for that unit alone', async () => {
  const inForce = new PoliciesInForce()
  await save('warn_action_type')
  await judged(inForce)
  const within: string[] = []
  const [outcome, next] = await Promise.allSettled([takenBack(inForce, within), judged(inForce)])
  expect([outcome.status, within, batches.at(-1)]).toEqual(['rejected', ['block'], 2])
  expect(next).toMatchObject({ value: 'warn' })
})

test('a change after one that was taken back is another one', async () => {
  const inForce = new PoliciesInForce()
  await save('warn_action_type')
  await expect(takenBack(inForce, [])).rejects.toThrow('taken back')
  await store.write(scope, (unit) => deletePolicy(unit, orgId, policyOf('warn_action_type').id))
  expect(await judged(inForce)).toBe('allow')
})

test('a change that another process made is seen', async () => {
  const [here, there] = [new PoliciesInForce(), new PoliciesInForce()]
  for (const type of ['warn_action_type', 'block_action_type', 'warn_action_type'] as const) {
    await save(type)
    const expected = type === 'warn_action_type' ? 'warn' : 'block'
    expect([await judged(here), await judged(there)]).toEqual([expected, expected])
  }
})

test('a set that was changed while it was read is not kept', async () => {
  const inForce = new PoliciesInForce()
  const row = {
    id: 'pol-1',
    name: 'one',
    version: 1,
    mode: 'enforce',
    agent_ids: 'null',
    rule: JSON.stringify(policyOf('block_action_type').rule),
  }
  const answers = (...rows: object[][]) => ({ run: async () => rows.shift() }) as unknown as AnyUnit
  const overtaken = answers([{ revision: 'before' }], [row], [{ revision: 'after' }])
  expect(await judgeIn(overtaken, inForce)).toBe('block')
  const asBefore = answers([{ revision: 'before' }], [], [{ revision: 'before' }])
  expect(await judgeIn(asBefore, inForce)).toBe('allow')
})

test('an org without a revision is read every time', async () => {
  const inForce = new PoliciesInForce()
  expect([await judged(inForce), await judged(inForce), readings]).toEqual(['allow', 'allow', 2])
})

test('when there are too many to keep, all are forgotten', async () => {
  const inForce = new PoliciesInForce(2)
  for (const org of ['org-a', 'org-b', 'org-c']) await save('warn_action_type', org)
  await judged(inForce, 'org-a')
  await judged(inForce, 'org-b')
  await judged(inForce, 'org-a')
  expect(readings).toBe(2)
  await judged(inForce, 'org-c')
  await judged(inForce, 'org-c')
  expect(readings).toBe(3)
  expect([await judged(inForce, 'org-a'), readings]).toEqual(['warn', 4])
})
