import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { harnessPath } from '../paths.ts'
import { loadScenarios } from './load.ts'
import { readRules } from './rules.ts'

const artifact = readArtifact()
const tables = {
  operations: readOperations(artifact),
  behaviours: artifact['x-behaviour'].rows,
  transitions: artifact['x-transitions'],
  rules: readRules(),
}
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenarios-'))
  mkdirSync(join(folder, 'agents'))
  for (const name of ['providers.yaml', 'scenario.schema.json']) {
    cpSync(harnessPath('scenarios', name), join(folder, name))
  }
})

function load(text: string, name = 'agents/one') {
  writeFileSync(join(folder, `${name}.yaml`), text)
  return loadScenarios({ ...tables, folder })
}

const good = `
title: An agent is read
proves: [agents.get 200]
steps:
  - call: agents.get
    path: [a]
    expect: { ok: { id: a } }
`

test('a scenario is named by its place', () => {
  expect(load(good)).toMatchObject([{ id: 'agents/one', domain: 'agents' }])
})

test('a rule of the server, the broker or a driver can be proved', () => {
  expect(load(good.replace('agents.get 200', 'security.scope'))).toHaveLength(1)
})

test('a folder need not bring the schema and the providers', () => {
  for (const name of ['providers.yaml', 'scenario.schema.json']) rmSync(join(folder, name))
  expect(load(good)).toHaveLength(1)
  expect(() => load(`${good}retries: 3\n`)).toThrow('retries')
})

const refused: [string, string, string][] = [
  ['asserts nothing', good.replace('    expect: { ok: { id: a } }\n', ''), 'expect'],
  ['expects an empty nothing', good.replace('{ ok: { id: a } }', '{}'), 'fewer than 1'],
  ['has a step of no kind', good.replace('call: agents.get', 'cal: agents.get'), 'steps/0'],
  ['has a field too many', `${good}retries: 3\n`, 'retries'],
  ['proves what nobody knows', good.replace('agents.get 200', 'retry.magic'), 'retry.magic'],
  [
    'proves what package tests prove',
    good.replace('agents.get 200', 'telemetry.spans'),
    'package tests',
  ],
  ['calls what is no operation', good.replaceAll('agents.get', 'agents.fetch'), 'agents.fetch'],
  ['proves a rule that is none', good.replace('agents.get 200', 'security.magic'), 'rules.yaml'],
  [
    'proves a transition that is none',
    good.replace('agents.get 200', 'transition:action.fly'),
    'transition:action.fly',
  ],
  ['is no YAML', good.replace('[a]', '[a'), 'agents/one'],
  [
    'lets languages differ without an idiom row',
    good.replace('{ id: a }', '{ id: { $idiom: { other: a } } }'),
    'idiom',
  ],
]

test.each(refused)('a scenario that %s is refused', (_, text, reason) => {
  expect(() => load(text)).toThrow(reason)
})

test('a template becomes a scenario per operation, with slots that fit', () => {
  const scenarios = load(`
title: It succeeds
for_each: { response: 404, path: true }
proves: ['\${op.id} 404']
given: \${op.given}
steps:
  - call: \${op.id}
    path: \${op.absent_path}
    body: \${op.body}
    expect: { error: { operation: '\${op.id}' } }
`)
  const get = scenarios.find(({ id }) => id === 'agents/one/agents.get')
  expect(get).toMatchObject({ proves: ['agents.get 404'], steps: [{ path: ['nobody-1'] }] })
  expect(get?.steps[0]).not.toHaveProperty('body')
  const suspend = scenarios.find(({ id }) => id === 'agents/one/agents.suspend')
  expect(suspend?.steps[0]).toHaveProperty('body.reason')
  expect(scenarios.some(({ id }) => id.endsWith('agents.upsert'))).toBe(false)
})

test('more than twelve scenarios in real time are refused', () => {
  for (let index = 0; index < 12; index += 1) load(`${good}time: real\n`, `agents/real-${index}`)
  expect(() => load(`${good}time: real\n`)).toThrow('12 is the limit')
})

test('the committed scenarios are valid', () => {
  const scenarios = loadScenarios({ ...tables, folder: harnessPath('scenarios') })
  expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
})
