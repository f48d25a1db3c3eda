import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { compareTraces } from '../differential/compare.ts'
import { harnessPath } from '../paths.ts'
import type { Stage } from '../run/stage.ts'
import { compileSchema } from '../scenario/load.ts'
import type { Scenario, ScenarioFile } from '../scenario/scenario.ts'
import { judgePlay } from './judge.ts'
import { type Player, playAll } from './play.ts'
import { writeScenarioFile } from './scenario-file.ts'
import { shrink } from './shrink.ts'

/** A sequence that was found wrong, as short as it gets, in a file. */
export interface Shrunk {
  name: string
  steps: number
  /** Why the file does not tell what was found; undefined: played as a scenario, it does. */
  doubt: string | undefined
}

export const folderOfShrunk = harnessPath('out/fuzz')

export function forgetShrunk(): void {
  rmSync(folderOfShrunk, { recursive: true, force: true })
}

/** Makes a scenario file of what is wrong in a play, plays the file, and says whether it tells the same. */
export async function shrinkDivergence(
  stage: Stage,
  players: readonly Player[],
  scenario: Scenario,
  name: string,
): Promise<Shrunk> {
  const play = (one: Scenario) => playAll(stage, players, one)
  const judge = async (one: Scenario) => judgePlay(stage.routes, one, await play(one))
  const kinds = new Set((await judge(scenario)).map(({ kind }) => kind))
  const shortest = await shrink(scenario, async (shorter) => {
    return (await judge(shorter)).some(({ kind }) => kinds.has(kind))
  })
  const results = await play(shortest)
  const [first] = results
  if (!first) throw new Error('nobody has played')
  const [divergence] = compareTraces([shortest], results).divergences
  const title = `What was drawn as ${scenario.id} goes the same way in every SDK`
  const text = writeScenarioFile(shortest, first, title, divergence)
  mkdirSync(folderOfShrunk, { recursive: true })
  writeFileSync(join(folderOfShrunk, `${name}.yaml`), text)
  const doubt = await doubtOf(text, name, divergence !== undefined, play)
  return { name, steps: shortest.steps.length, doubt }
}

/** The file must be a scenario that somebody fails; where subjects differ, not the one that it was written from. */
async function doubtOf(
  text: string,
  name: string,
  differs: boolean,
  play: (scenario: Scenario) => ReturnType<typeof playAll>,
): Promise<string | undefined> {
  const file = parse(text) as ScenarioFile
  const [mistake] = compileSchema(harnessPath('scenarios/scenario.schema.json'))(file)
  if (mistake) return `it is no scenario: ${mistake}`
  const results = await play({ ...file, id: `fuzz/${name}`, domain: 'fuzz' })
  if (results.every(({ failures }) => failures.length === 0)) return 'everybody passes it'
  const [failure] = (differs && results[0]?.failures) || []
  return failure && `${results[0]?.subject} fails it: ${failure.path}: ${failure.message}`
}
