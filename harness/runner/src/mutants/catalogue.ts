import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { repositoryPath } from '../paths.ts'
import { compileSchema } from '../scenario/load.ts'
import { type Rule, readRules } from '../scenario/rules.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { applyMutant } from './apply.ts'
import type { Mutant } from './mutant.ts'
import { scenariosOf } from './scenarios-of.ts'
import { listTenantMutants } from './tenant-predicates.ts'

export interface Catalogue {
  mutants: readonly Mutant[]
  rules: readonly Rule[]
  /** Mutants of which nobody who calls the server could notice anything. */
  unseen: readonly Unseen[]
}

interface Unseen {
  mutant: string
  why: string
}

/** Tables beside the mutants. */
const others = ['rules.yaml', 'unseen.yaml']

/** Reads every mutant and checks it. Throws with every mistake found. */
export function loadCatalogue(folder: string, scenarios: readonly Scenario[]): Catalogue {
  const check = compileSchema(join(folder, 'mutants.schema.json'))
  const mutants: Mutant[] = []
  const mistakes: string[] = []
  for (const { name, content } of readFiles(folder)) {
    const faults = check(content)
    if (faults.length > 0) mistakes.push(...faults.map((fault) => `${name}: ${fault}`))
    else mutants.push(...(content as Mutant[]))
  }
  const unseen = parse(readFileSync(join(folder, 'unseen.yaml'), 'utf8')) as Unseen[]
  const ofTenants = listTenantMutants()
  for (const { mutant } of unseen) {
    if (!ofTenants.some(({ id }) => id === mutant)) mistakes.push(`unseen.yaml: no ${mutant}`)
  }
  mutants.push(...ofTenants.filter(({ id }) => !unseen.some(({ mutant }) => mutant === id)))
  mistakes.push(...mutants.flatMap((mutant) => checkMutant(mutant, scenarios)))
  for (const [id, group] of Map.groupBy(mutants, (mutant) => mutant.id)) {
    if (group.length > 1) mistakes.push(`${id}: ${group.length} mutants have this id`)
  }
  if (mistakes.length > 0) throw new Error(`mutants are not valid:\n  ${mistakes.join('\n  ')}`)
  return { mutants, rules: readRules(), unseen }
}

/** A mutant and the file of the catalogue that it stands in. */
export interface ListedMutant extends Mutant {
  listedIn: string
}

/** Every mutant as it stands there, for documents that only name it: whether it still applies is not asked. */
export function listMutants(folder: string): ListedMutant[] {
  return readFiles(folder).flatMap(({ name, content }) =>
    (content as Mutant[]).map((mutant) => ({ ...mutant, listedIn: name })),
  )
}

function readFiles(folder: string): { name: string; content: unknown }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !others.includes(name))
    .sort()
    .map((name) => ({ name, content: parse(readFileSync(join(folder, name), 'utf8')) as unknown }))
}

function checkMutant(mutant: Mutant, scenarios: readonly Scenario[]): string[] {
  const mistakes: string[] = []
  try {
    applyMutant(readFileSync(repositoryPath(mutant.file), 'utf8'), mutant)
  } catch (error) {
    mistakes.push((error as Error).message)
  }
  if (scenariosOf(mutant, scenarios).length === 0) {
    mistakes.push(`${mutant.id}: no scenario could catch it`)
  }
  const python = mutant.target === 'python' || mutant.target === 'driver-python'
  if (python !== mutant.file.endsWith('.py')) {
    mistakes.push(`${mutant.id}: ${basename(mutant.file)} is not of ${mutant.target}`)
  }
  return mistakes
}
