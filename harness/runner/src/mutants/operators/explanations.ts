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
   * is beyond the protocol of drivers, and a test of the package sees it.
   */
  kind: 'equivalent' | 'package'
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

/** What is kept against the code as it is: explanations and the record must still speak of it. */
export function findStale(
  { tried }: OperatorsRecord,
  explanations: readonly Explanation[],
  possible: ReadonlySet<string>,
): string[] {
  const ends = new Map(tried.map(({ id, end }) => [id, end]))
  const stale = explanations
    .flatMap(({ changes }) => changes)
    .flatMap((id) => {
      if (!possible.has(id)) return [`${id} is explained, but its line has changed since`]
      return ends.get(id) === 'survived'
        ? []
        : [`${id} is explained, but no survivor of the record`]
    })
  const left = tried.filter(({ id }) => possible.has(id)).length
  if (left / tried.length < leastLeft) {
    stale.push(`of ${tried.length} recorded changes only ${left} are of code that still stands`)
  }
  return stale
}
