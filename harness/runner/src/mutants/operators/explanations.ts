import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { harnessPath, repositoryPath } from '../../paths.ts'
import { compileSchema } from '../../scenario/load.ts'
import type { OperatorsRecord, Tried } from './record.ts'

/** Why a survivor is none to worry about. */
export interface Explanation {
  /** Ids of changes: those that one sentence is about stand together. */
  changes: string[]
  /**
   * `equivalent`: nobody who calls, watches the wire or reads the log could see it. `package`: what could
   * is beyond the protocol of drivers, and a test of the package sees it. `open`: it could be seen, and
   * nothing looks; it counts against the scenarios like any other survivor.
   */
  kind: 'equivalent' | 'package' | 'open'
  why: string
  /** The tests that go red with the change; for `package` alone. */
  tests?: string[]
}

const folder = 'mutants/operators'

/** Reads the explanations. Throws with every mistake found. */
export function readExplanations(): Explanation[] {
  const check = compileSchema(harnessPath(folder, 'explained.schema.json'))
  const file: unknown = parse(readFileSync(harnessPath(folder, 'explained.yaml'), 'utf8'))
  const mistakes = check(file)
  const explanations = file as Explanation[]
  if (mistakes.length === 0) {
    for (const test of explanations.flatMap(({ tests }) => tests ?? [])) {
      if (!existsSync(repositoryPath(test))) mistakes.push(`there is no ${test}`)
    }
  }
  if (mistakes.length > 0) throw new Error(`explained.yaml: ${mistakes.join('\n  ')}`)
  return explanations
}

export function explanationOf(
  { id }: Pick<Tried, 'id'>,
  explanations: readonly Explanation[],
): Explanation | undefined {
  return explanations.find(({ changes }) => changes.includes(id))
}

/** The survivors that nobody has explained, in words. */
export function findUnexplained(
  tried: readonly Tried[],
  explanations: readonly Explanation[],
): string[] {
  return tried
    .filter(({ end }) => end === 'survived')
    .filter((one) => explanationOf(one, explanations) === undefined)
    .map(({ id }) => `${id} survived, and explained.yaml does not say why`)
}

/** A record of which less is left than this speaks of another program. */
const leastLeft = 0.9

/**
 * The recorded changes that can still be made. Whoever edits a line of an SDK makes other changes of it:
 * what is recorded of the old one is stale, and says nothing any more.
 */
export function standing(
  { tried }: Pick<OperatorsRecord, 'tried'>,
  possible: ReadonlySet<string>,
): Tried[] {
  return tried.filter(({ id }) => possible.has(id))
}

/**
 * What is kept against the code as it is. A few stale changes are the price of every edit and are only
 * told; when more than a tenth is stale, the run has to be recorded anew.
 */
export function findStale(
  { tried }: Pick<OperatorsRecord, 'tried'>,
  explanations: readonly Explanation[],
  possible: ReadonlySet<string>,
): string[] {
  const ends = new Map(tried.map(({ id, end }) => [id, end]))
  const stale = explanations
    .flatMap(({ changes }) => changes)
    .filter((id) => ends.get(id) !== 'survived')
    .map((id) => `${id} is explained, but no survivor of the record`)
  const left = standing({ tried }, possible).length
  if (left / tried.length < leastLeft) {
    stale.push(`of ${tried.length} recorded changes only ${left} are of code that still stands`)
  }
  return stale
}

/** Of changes that were noticed once, those that are noticed no more. */
export function findForgotten(tried: readonly Tried[]): string[] {
  return tried
    .filter(({ end }) => end !== 'killed')
    .map(({ id, end }) => `${id} was killed when the run was recorded, and is ${end} now`)
}
