import { expect, test } from 'vitest'
import type { Scenario, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { shrink } from './shrink.ts'

function scenario(steps: Step[], more: Partial<Scenario> = {}): Scenario {
  return { id: 'fuzz/1-1', domain: 'fuzz', title: 'drawn', proves: [], steps, ...more }
}

const create: Step = { call: 'agents.upsert', path: ['a-1'], body: {}, as: 's0' }
const read: Step = { call: 'agents.get', path: [placeholder('s0.id')] }
const list = (): Step => ({ call: 'agents.list', query: {} })

/** Every candidate that was tried, where none of them is wrong any more. */
async function candidates(steps: Step[]): Promise<Step[][]> {
  const tried: Step[][] = []
  await shrink(scenario(steps), async ({ steps: left }) => {
    tried.push(left)
    return false
  })
  return tried
}

test('what diverges is shrunk to the steps that it needs', async () => {
  const steps = [list(), create, list(), list(), read, list(), list()]
  const needsRead = async ({ steps: left }: Scenario) => left.includes(read)
  expect((await shrink(scenario(steps), needsRead)).steps).toEqual([create, read])
})

test('a step goes together with those that speak of its result or its client', async () => {
  const made: Step = { create_client: 'worker' }
  const used: Step = { call: 'agents.list', query: {}, client: 'worker' }
  for (const left of await candidates([made, create, read, used])) {
    if (left.includes(read)) expect(left).toContain(create)
    if (left.includes(used)) expect(left).toContain(made)
  }
})

test('work goes as a whole, so that nothing of it is left hanging', async () => {
  const work: Step[] = [
    { governed: 'g1', action: {}, client: 'worker' },
    { invoked: 'g1' },
    { until: { since: 'g1', requests: 1 } },
    { settle: 'g1' },
    { await: 'g1' },
  ]
  const tried = await candidates([...work, list()])
  expect(tried.length).toBeGreaterThan(0)
  for (const left of tried) {
    expect([0, work.length]).toContain(left.filter((step) => work.includes(step)).length)
  }
})

test('what was given and is not needed goes, what is spoken of stays', async () => {
  const agent = { api: 'agents.upsert', path: ['a-1'], body: {} }
  const key = { api: 'apiKeys.create', body: {}, as: 'worker' }
  const steps: Step[] = [
    { create_client: 'worker', options: { api_key: placeholder('worker.secret') } },
  ]
  const { given } = await shrink(scenario(steps, { given: [agent, key] }), async () => true)
  expect(given).toEqual([key])
})

test('a body is shrunk to the fields and letters that matter', async () => {
  const body = {
    goal: 'x'.repeat(100),
    metadata: { a: 'b', c: 'd' },
    tags: ['one', 'two', 'three'],
  }
  const step: Step = { call: 'actions.create', body, expect: { wire: [{ body }], error: {} } }
  const needs = async ({ steps: [left] }: Scenario) => {
    const { metadata, tags } = (left as unknown as { body: typeof body }).body
    return metadata?.c === 'd' && Boolean(tags?.includes('two'))
  }
  // What it was expected to send was the old body.
  expect((await shrink(scenario([step]), needs)).steps).toEqual([
    {
      call: 'actions.create',
      body: { metadata: { c: 'd' }, tags: ['two'] },
      expect: { error: {} },
    },
  ])
})

test('nobody plays for ever', async () => {
  let plays = 0
  const steps = Array.from({ length: 60 }, list)
  const always = async () => {
    plays += 1
    return false
  }
  await shrink(scenario(steps), always, 10)
  expect(plays).toBe(10)
})
