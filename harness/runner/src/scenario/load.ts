import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import type { BehaviourRow, TransitionRow } from '../contract/artifact.ts'
import { conveniences } from '../contract/conveniences.ts'
import type { Operation } from '../contract/operation.ts'
import { harnessPath } from '../paths.ts'
import { type Providers, readProviders } from './providers.ts'
import type { Rule } from './rules.ts'
import type { Scenario, ScenarioFile } from './scenario.ts'
import { instantiate, select } from './template.ts'

export interface LoadOptions {
  folder: string
  operations: readonly Operation[]
  behaviours: readonly BehaviourRow[]
  transitions: readonly TransitionRow[]
  rules: readonly Rule[]
}

const realTimeLimit = 12

/** Reads every scenario file, checks it, expands the templates. Throws with every mistake found. */
export function loadScenarios(options: LoadOptions): Scenario[] {
  const { folder, operations } = options
  const providers = readProviders(findOwn(folder, 'providers.yaml'))
  const check = compileSchema(findOwn(folder, 'scenario.schema.json'))
  const mistakes: string[] = []
  const scenarios: Scenario[] = []
  for (const path of listFiles(folder)) {
    const name = relative(folder, path).replace(/\.yaml$/, '')
    const { file, faults } = readScenario(path, check)
    if (faults.length > 0) mistakes.push(...faults.map((fault) => `${name}: ${fault}`))
    else scenarios.push(...expand(name, file as ScenarioFile, operations, providers))
  }
  for (const scenario of scenarios) {
    mistakes.push(...checkReferences(scenario, options).map((text) => `${scenario.id}: ${text}`))
  }
  const real = scenarios.filter((scenario) => scenario.time === 'real').length
  if (real > realTimeLimit)
    mistakes.push(`${real} scenarios use real time; ${realTimeLimit} is the limit`)
  if (mistakes.length > 0) throw new Error(`scenarios are not valid:\n  ${mistakes.join('\n  ')}`)
  return scenarios
}

/** Scenarios that lie elsewhere need not bring what they share. */
function findOwn(folder: string, name: string): string {
  const own = join(folder, name)
  return existsSync(own) ? own : harnessPath('scenarios', name)
}

function readScenario(
  path: string,
  check: (file: unknown) => string[],
): { file: unknown; faults: string[] } {
  try {
    const file: unknown = parse(readFileSync(path, 'utf8'))
    return { file, faults: check(file) }
  } catch (error) {
    return { file: undefined, faults: [(error as Error).message] }
  }
}

function expand(
  name: string,
  file: ScenarioFile,
  operations: readonly Operation[],
  providers: Providers,
): Scenario[] {
  const own = { domain: domainOf(name), file: `${name}.yaml` }
  if (!file.for_each) return [{ ...file, id: name, ...own }]
  return select(file.for_each, operations).map((operation) => ({
    ...instantiate(file, operation, providers),
    id: `${name}/${operation.id}`,
    ...own,
  }))
}

/** A row of the matrix: the folder; under `behaviour/` the group of behaviours. */
function domainOf(name: string): string {
  const [folder, group] = name.split('/')
  return folder === 'behaviour' ? (group as string) : (folder as string)
}

/** A validator that tells mistakes in words. */
export function compileSchema(path: string): (file: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')))
  return (file) => (validate(file) ? [] : tell(validate.errors ?? []))
}

/** A step that is wrong in one way is no other kind of step either: only the nearest kind counts. */
function tell(errors: ErrorObject[]): string[] {
  const relevant = errors.filter(
    ({ keyword, params }) =>
      !['oneOf', 'anyOf', 'not'].includes(keyword) &&
      !(keyword === 'required' && params.missingProperty !== 'expect'),
  )
  const shown = relevant.length > 0 ? relevant : errors
  return [
    ...new Set(
      shown.map(({ instancePath, message, params }) => {
        const detail = params.additionalProperty ?? params.missingProperty ?? ''
        return `${instancePath || 'the file'} ${message} ${detail}`.trim()
      }),
    ),
  ]
}

function checkReferences(
  scenario: Scenario,
  { operations, behaviours, transitions, rules }: LoadOptions,
): string[] {
  const ids = new Set(operations.map(({ id }) => id))
  const rows = new Map(behaviours.map((row) => [row.id, row]))
  const others = new Set([
    ...transitions.map(({ id }) => `transition:${id}`),
    ...rules.map(({ id }) => id),
  ])
  const known = (proof: string) =>
    rows.has(proof) || proof.startsWith('code:') || ids.has(proof.split(' ')[0] as string)
  const mistakes = scenario.proves
    .filter((proof) => !known(proof) && !others.has(proof))
    .map((proof) => `proves ${proof}, which neither the contract nor rules.yaml knows`)
  for (const row of scenario.proves.map((proof) => rows.get(proof))) {
    if (row?.proved_by === 'package_test') mistakes.push(`${row.id} is proved by package tests`)
  }
  const text = JSON.stringify(scenario)
  const idiom = scenario.proves.some((proof) => rows.get(proof)?.idiom)
  if (text.includes('"$idiom"') && !idiom) mistakes.push('$idiom needs an idiom row to prove')
  for (const [, id] of text.matchAll(/"(?:call|iterate|api)":"([^"]+)"/g)) {
    if (!ids.has(id as string) && !conveniences.includes(id as string))
      mistakes.push(`the contract has no operation ${id}`)
  }
  return mistakes
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && basename(name) !== 'providers.yaml')
    .sort()
    .map((name) => join(folder, name))
}
