import type { PolicyCreate } from '@coxswain/contract'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { systemScope } from '../../store/unit-of-work.ts'
import { createGovernedServer } from '../../testing/governed-org.ts'
import { readChain, readChains } from './chain-repository.ts'

const statements: string[] = []
const server = await createGovernedServer({
  hooks: { beforeStatement: (_scope, sql) => void statements.push(sql) },
})
afterAll(() => server.stop())

const rule: PolicyCreate['rule'] = {
  type: 'delegation_constraint',
  action_types: ['deploy'],
  max_depth: 2,
  from_agents: ['worker-*'],
  decision: 'block',
}
const deploy = { action_type: 'deploy', act: { type: 'shell', command: 'make' } } as const

test('a chain is read in one statement, and only where a policy looks at it', async () => {
  const org = await server.createOrg()
  const chains = () => statements.filter((sql) => sql.includes('recursive')).length
  const before = chains()
  const parent = await org.create()
  await org.create({ ...deploy, parent_action_id: parent.id })
  ;(await org.owner.call('policies.create', { body: { name: 'Short', rule } })).ok()
  await org.create({ parent_action_id: parent.id })
  await org.create(deploy)
  expect(chains()).toBe(before)
  await org.create({ ...deploy, parent_action_id: parent.id })
  expect(chains()).toBe(before + 1)
})

test('an act is blocked beyond the depth, and behind an agent that is not listed', async () => {
  const org = await server.createOrg()
  ;(await org.owner.call('policies.create', { body: { name: 'Short', rule } })).ok()
  await org.owner.call('agents.upsert', { path: { agent_id: 'stranger' }, body: {} })
  const one = await org.create()
  const two = await org.create({ parent_action_id: one.id })
  const three = await org.create({ parent_action_id: two.id })
  const strange = await org.create({ agent_id: 'stranger' })
  const statusAfter = async (parent_action_id: string) =>
    (await org.create({ ...deploy, parent_action_id })).status
  expect(await statusAfter(two.id)).toBe('approved')
  expect(await statusAfter(three.id)).toBe('blocked')
  expect(await statusAfter(strange.id)).toBe('blocked')
  const draft = { ...rule, max_depth: 1 }
  const report = (await org.owner.call('policies.simulate', { body: { rule: draft } })).ok()
  expect(report).toMatchObject({ changed: 1, stricter: 1 })
})

test('a case of a policy says what led to it', async () => {
  const org = await server.createOrg()
  const given = (...ancestor_agents: string[]) => ({ ...deploy, ancestor_agents })
  const tests = [
    { name: 'short', given: given('worker-1', 'worker-2'), expect: 'allow' as const },
    { name: 'long', given: given('worker-1', 'worker-1', 'worker-1'), expect: 'block' as const },
    { name: 'strange', given: given('stranger'), expect: 'block' as const },
  ]
  const { id } = (
    await org.owner.call('policies.create', { body: { name: 'Short', rule, tests } })
  ).ok()
  const report = await org.owner.call('policies.test', { path: { policy_id: id }, body: {} })
  expect(report.ok()).toMatchObject({ passed: 3, failed: 0 })
})

test('chains of many actions are what the chain of each is, to 21 and no further', async () => {
  const org = await server.createOrg()
  const ids: string[] = []
  let parent: string | undefined
  for (let round = 0; round < 25; round += 1) {
    const { id } = await org.create(parent === undefined ? {} : { parent_action_id: parent })
    ids.push(id)
    parent = round % 24 === 23 ? undefined : id
  }
  await fc.assert(
    fc.asyncProperty(fc.subarray(ids, { minLength: 1 }), async (some) => {
      await server.store.read(systemScope('test', org.orgId), async (unit) => {
        const chainOf = await readChains(unit, org.orgId, some)
        for (const id of some) {
          const length = Math.min(21, (ids.indexOf(id) % 24) + 1)
          const chain = Array.from({ length }, () => 'worker-1')
          expect(chainOf(id)).toEqual(chain)
          expect(await readChain(unit, org.orgId, id)).toEqual(chain)
        }
      })
    }),
    { numRuns: 10 },
  )
})
