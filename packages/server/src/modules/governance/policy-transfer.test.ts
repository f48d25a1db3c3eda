import type { PolicyDefinitionInput, PolicyRuleInput } from '@coxswain/contract'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createServer } from '../../index.ts'
import { type Api, createOrg, manualClock } from '../../testing/index.ts'

const bootstrapToken = 'boot'
const server = await createServer({
  database: 'sqlite::memory:',
  bootstrapToken,
  clock: manualClock(),
})
afterAll(() => server.stop())

const format = 'coxswain.policies/v1'
let api: Api & { readonly orgId: string }
beforeEach(async () => {
  api = await createOrg(server, bootstrapToken)
})
const exported = async (from: Api = api) => (await from.call('policies.exportAll', {})).ok()
const send = (policies: readonly PolicyDefinitionInput[], given: object = {}, to: Api = api) =>
  to.call('policies.importAll', { body: { format, policies: [...policies], ...given } })
const eventTypes = async () =>
  (await api.call('events.list', { query: { limit: 200 } })).ok().data.map(({ event }) => event)
const versions = async () => {
  const { data } = (await api.call('policies.list', {})).ok()
  return Object.fromEntries(data.map(({ name, version }) => [name, version]))
}

const warning: PolicyRuleInput = { type: 'warn_action_type', action_types: ['a'] }
const blocking: PolicyRuleInput = { type: 'block_action_type', action_types: ['a'] }
const given = { action_type: 'a', act: { type: 'shell', command: 'x' } } as const

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', 'é', '"', '\n', '😀', ':'),
  maxLength: 12,
})
const types = fc.uniqueArray(fc.constantFrom('deploy', 'read.*', '*'), { minLength: 1 })
const decision = fc.constantFrom('warn', 'require_approval', 'block')
const rule: fc.Arbitrary<PolicyRuleInput> = fc.oneof(
  fc.record({ type: fc.constant('warn_action_type' as const), action_types: types }),
  fc.record({
    decision,
    action_types: types,
    type: fc.constant('delegation_constraint' as const),
    max_depth: fc.nat(20),
  }),
  fc.record({
    type: fc.constant('rate_limit' as const),
    window_seconds: fc.integer({ min: 1, max: 100 }),
    max_actions: fc.integer({ min: 1, max: 100 }),
    action_types: types,
    decision,
  }),
)
const definition: fc.Arbitrary<PolicyDefinitionInput> = fc.record(
  {
    name: text.filter((name) => name !== ''),
    rule,
    description: fc.option(text, { nil: null }),
    enabled: fc.boolean(),
    mode: fc.constantFrom('monitor', 'enforce'),
    agent_ids: fc.option(fc.constant(['a-*']), { nil: null }),
    tests: fc.constant([
      { name: 'else', given: { ...given, action_type: 'write' }, expect: 'allow' as const },
    ]),
    metadata: fc.dictionary(fc.constantFrom('b', 'a', 'c'), text, { maxKeys: 3 }),
  },
  { requiredKeys: ['name', 'rule'] },
)
const allows = (one: PolicyDefinitionInput) =>
  one.tests === undefined || !('action_types' in one.rule) || !one.rule.action_types.includes('*')
const definitions = fc
  .uniqueArray(definition, { selector: ({ name }) => name, maxLength: 8 })
  .map((all) => all.filter(allows))

test('what is exported and imported elsewhere is exported there byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(definitions, async (policies) => {
      const [one, other] = [
        await createOrg(server, bootstrapToken),
        await createOrg(server, bootstrapToken),
      ]
      ;(await send(policies, {}, one)).ok()
      const first = await one.call('policies.exportAll', {})
      const document = first.ok()
      expect(document.policies.map(({ name }) => name)).toEqual(
        policies.map(({ name }) => name).sort(),
      )
      ;(await other.call('policies.importAll', { body: document as never })).ok()
      const second = await other.call('policies.exportAll', {})
      expect(second.text).toBe(first.text)
      const again = (await other.call('policies.importAll', { body: document as never })).ok()
      expect(again).toMatchObject({ created: [], updated: [], skipped: [] })
    }),
    { numRuns: 40 },
  )
})

test('a taken name fails, is left out or gives way, as it is asked for', async () => {
  ;(await send([{ name: 'One', rule: warning }])).ok()
  const both = [
    { name: 'New', rule: warning },
    { name: 'One', rule: blocking },
  ]
  expect((await send(both)).problem().code).toBe('policy_name_taken')
  expect(await versions()).toEqual({ One: 1 })
  expect((await send(both, { on_conflict: 'skip' })).ok()).toMatchObject({
    created: [{ name: 'New' }],
    skipped: [{ name: 'One' }],
  })
  expect((await send(both, { on_conflict: 'replace' })).ok()).toMatchObject({
    updated: [{ name: 'One' }],
    unchanged: [{ name: 'New' }],
  })
  expect(await versions()).toEqual({ One: 2, New: 1 })
  expect((await send(both)).ok().unchanged).toHaveLength(2)
  expect((await exported()).policies.map((one) => one.rule.type)).toEqual([
    'warn_action_type',
    'block_action_type',
  ])
  const written = (await eventTypes()).filter((type) => `${type}`.startsWith('policy.'))
  expect(written).toEqual(['policy.created', 'policy.created', 'policy.updated'])
})

test('a policy that is replaced keeps nothing but its id', async () => {
  const rich = { description: 'x', enabled: false, metadata: { a: 'b' }, agent_ids: ['a'] }
  const { created } = (await send([{ name: 'One', rule: warning, ...rich }])).ok()
  const replace = { on_conflict: 'replace' }
  const { updated } = (await send([{ name: 'One', rule: warning }], replace)).ok()
  expect(updated).toEqual(created)
  expect((await exported()).policies).toEqual([
    {
      name: 'One',
      description: null,
      enabled: true,
      mode: 'enforce',
      agent_ids: null,
      rule: warning,
      tests: [],
      metadata: {},
    },
  ])
})

test('a dry run tells what would be done, and does nothing', async () => {
  ;(await send([{ name: 'One', rule: warning }])).ok()
  const before = await eventTypes()
  const both = [
    { name: 'New', rule: warning },
    { name: 'One', rule: blocking },
  ]
  const report = (await send(both, { on_conflict: 'replace', dry_run: true })).ok()
  expect(report).toMatchObject({
    dry_run: true,
    created: [{ id: null }],
    updated: [{ name: 'One' }],
  })
  expect([await eventTypes(), await versions()]).toEqual([before, { One: 1 }])
})

test('a document whose own cases fail, or that names one policy twice, is refused as a whole', async () => {
  const tests = [
    { name: 'right', given, expect: 'warn' as const },
    { name: 'wrong', given, expect: 'block' as const },
  ]
  const policies = [
    { name: 'Good', rule: warning },
    { name: 'Bad', rule: warning, tests },
  ]
  expect((await send(policies)).problem()).toMatchObject({
    status: 422,
    code: 'policy_tests_failed',
    errors: [{ pointer: '/policies/1/tests/1', code: 'test_failed' }],
  })
  const twins = [
    { name: 'Good', rule: warning },
    { name: 'Good', rule: warning },
  ]
  expect((await send(twins)).problem().errors).toMatchObject([
    { pointer: '/policies/1/name', code: 'duplicate' },
  ])
  expect((await exported()).policies).toEqual([])
})
