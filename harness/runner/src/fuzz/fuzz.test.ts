import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readArtifact } from '../contract/artifact.ts'
import { Conformance } from '../contract/conformance.ts'
import { readOperations } from '../contract/operation.ts'
import { Routes } from '../contract/route.ts'
import type { Fields } from '../expect/value.ts'
import { harnessPath } from '../paths.ts'
import type { RunResult } from '../run/result.ts'
import { compileSchema } from '../scenario/load.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { Chance } from './chance.ts'
import { Payloads, spoilFields } from './payloads.ts'
import { judgePlay } from './play.ts'
import { writeScenarioFile } from './scenario-file.ts'
import { shrink } from './shrink.ts'
import { type Distribution, findGaps, Tally } from './tally.ts'

const artifact = readArtifact()
const operations = readOperations(artifact)

function scenario(steps: Step[]): Scenario {
  return {
    id: 'fuzz/1-0',
    domain: 'fuzz',
    title: 'drawn',
    proves: [],
    given: [],
    client: {},
    steps,
  }
}

function result(subject: string, steps: Fields[], transitions: Fields = {}): RunResult {
  const trace = { steps, wire: [], ledger: { transitions } }
  return { scenario: 'fuzz/1-0', subject, trace, failures: [], idioms: [] } as unknown as RunResult
}

const create: Step = { call: 'agents.upsert', path: ['a-1'], body: {}, as: 's0' }
const read: Step = { call: 'agents.get', path: [placeholder('s0.id')] }
const list: Step = { call: 'agents.list', query: {} }

test('a seed draws the same again', () => {
  const draw = (seed: number) => {
    const chance = new Chance(seed)
    const payloads = new Payloads(artifact)
    return operations
      .filter(({ bodyExample }) => bodyExample !== undefined)
      .map(({ method, path }) => {
        const body = artifact.paths[path]?.[method.toLowerCase()]?.requestBody
        return payloads.draw(body?.content['application/json']?.schema, chance)
      })
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('bodies that are drawn are valid by a validator that is none of ours', () => {
  const conformance = new Conformance(artifact, new Routes(operations))
  const payloads = new Payloads(artifact)
  const chance = new Chance(3)
  for (const { method, path } of operations) {
    const body = artifact.paths[path]?.[method.toLowerCase()]?.requestBody
    const schema = body?.content['application/json']?.schema
    if (!schema) continue
    const component = String(schema.$ref).replace('#/components/schemas/', '')
    for (let turn = 0; turn < 20; turn += 1) {
      const value = payloads.draw(schema, chance)
      expect(conformance.faultsOf(component, value), JSON.stringify(value)).toEqual([])
    }
  }
})

test('a spoilt body is another one', () => {
  const chance = new Chance(5)
  const body = { display_name: 'Ada', labels: { a: 'b' } }
  for (let turn = 0; turn < 50; turn += 1) expect(spoilFields(body, chance)).not.toEqual(body)
})

test('what diverges is shrunk to the steps that it needs', async () => {
  const long = scenario([list, create, list, read, list])
  const needsRead = async ({ steps }: Scenario) => steps.includes(read)
  expect((await shrink(long, needsRead)).steps).toEqual([create, read])
})

test('a step goes together with those that speak of its result or its client', async () => {
  const made: Step = { create_client: 'worker' }
  const used: Step = { call: 'agents.list', query: {}, client: 'worker' }
  const seen: Step[][] = []
  await shrink(scenario([made, create, read, used]), async ({ steps }) => {
    seen.push(steps)
    return false
  })
  expect(seen).toEqual([
    [made, create, read],
    [made, create, used],
    [made, used],
    [create, read],
  ])
})

test('subjects that differ and runs that fail are findings', () => {
  const one = result('node', [{ ok: { id: 'a-1' } }])
  const other = result('python-sync', [{ ok: { id: 'a-2' } }])
  const drawn = scenario([create])
  expect(judgePlay(drawn, [one, one])).toEqual([])
  expect(judgePlay(drawn, [one, other])).toMatchObject([{ subject: 'python-sync' }])
  const failed = { ...one, failures: [{ path: 'upstream', message: '500 is not documented' }] }
  expect(judgePlay(drawn, [failed])).toEqual([
    { subject: 'node', what: 'upstream: 500 is not documented' },
  ])
})

test('a divergence becomes a valid scenario file', () => {
  const outcomes: Fields[] = [
    { ok: {}, response: { status: 200 } },
    { error: { class: 'NotFoundError', status: 404, code: 'not_found', message: 'gone' } },
  ]
  const text = writeScenarioFile(scenario([create, read]), result('node', outcomes), 'It diverges')
  const file = parse(text)
  expect(compileSchema(harnessPath('scenarios/scenario.schema.json'))(file)).toEqual([])
  expect(file.proves).toEqual(['agents.upsert 200', 'agents.get 404'])
  expect(file.steps[1].expect).toEqual({
    error: { class: 'NotFoundError', status: 404, code: 'not_found' },
  })
})

test('figures tell what a run lacks', () => {
  const tally = new Tally()
  const calls = Array.from({ length: 10 }, (_, index) => ({
    operation: 'agents.get',
    invalid: index < 3,
  }))
  const outcomes = calls.map(({ invalid }) => (invalid ? { error: { status: 422 } } : { ok: {} }))
  tally.add({ scenario: scenario([]), calls }, result('node', outcomes, { 'action.allow': 1 }))
  const good = tally.distribution()
  const wanted = { operations: ['agents.get'], transitions: ['action.allow'] }
  expect(findGaps(good, wanted)).toEqual([])
  const bad: Distribution = {
    ...good,
    steps_per_sequence: 9,
    invalid_percent: 24,
    success_percent: 49,
    operations: { 'agents.get': 4 },
    transitions: {},
  }
  expect(findGaps(bad, wanted)).toHaveLength(5)
})
