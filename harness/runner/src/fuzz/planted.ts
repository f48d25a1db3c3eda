import { readFileSync } from 'node:fs'
import { applyMutant } from '../mutants/apply.ts'
import type { Mutant } from '../mutants/mutant.ts'
import { OverlayFolder } from '../mutants/overlaid.ts'
import { repositoryPath } from '../paths.ts'
import { Lane } from '../run/lane.ts'
import type { RunResult } from '../run/result.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { subjects } from '../subject/subjects.ts'
import { judgePlay, type Player, playAll } from './play.ts'
import { shrink } from './shrink.ts'

interface Plant extends Mutant {
  /** The subject that it is put into, and the one that it is held against. */
  subject: string
  against: string
}

/** Differences that are put into an SDK to see them found: each of another part of a call. */
const plants: readonly Plant[] = [
  {
    id: 'first-of-a-list',
    behaviour: 'encode.query',
    target: 'node',
    subject: 'node',
    against: 'python-sync',
    file: 'packages/client/src/encode.ts',
    find: 'for (const item of Array.isArray(value) ? value : [value])',
    replace: 'for (const item of Array.isArray(value) ? value.slice(0, 1) : [value])',
  },
  {
    id: 'null-is-absent',
    behaviour: 'encode.json',
    target: 'python',
    subject: 'python-sync',
    against: 'node',
    file: 'packages/python/src/coxswain/json.py',
    find: 'for name, item in members)',
    replace: 'for name, item in members if item is not None)',
  },
  {
    id: 'conflict-is-any-error',
    behaviour: 'errors.classes',
    target: 'python',
    subject: 'python-async',
    against: 'node',
    file: 'packages/python/src/coxswain/errors.py',
    find: '    409: ConflictError,',
    replace: '    409: APIError,',
  },
]

/** A sequence that has been played without anything planted, with what came of it. */
export interface Played {
  scenario: Scenario
  results: readonly RunResult[]
}

export interface PlantOutcome {
  id: string
  /** The shortest sequence that shows it; undefined: it was not found. */
  found: { scenario: Scenario; results: RunResult[] } | undefined
}

export const plantsTotal = plants.length

/** Puts each difference into its subject and plays until it shows. */
export async function findPlanted(
  stage: Stage,
  players: readonly Player[],
  played: readonly Played[],
): Promise<PlantOutcome[]> {
  const overlays = new OverlayFolder()
  try {
    const outcomes = plants.map(async (plant) => ({
      id: plant.id,
      found: await find(stage, players, played, plant, overlays),
    }))
    return await Promise.all(outcomes)
  } finally {
    overlays.remove()
  }
}

async function find(
  stage: Stage,
  players: readonly Player[],
  played: readonly Played[],
  plant: Plant,
  overlays: OverlayFolder,
): Promise<PlantOutcome['found']> {
  const text = applyMutant(readFileSync(repositoryPath(plant.file), 'utf8'), plant)
  const subject = subjects().find(({ id }) => id === plant.subject)
  const against = players.find((player) => player.subject === plant.against)
  if (!subject || !against) throw new Error(`${plant.id}: there is no ${plant.subject}`)
  const driver = overlays.driver(subject.driver, { file: plant.file, text })
  const lane = new Lane({ ...subject, driver }, () => undefined)
  const planted: Player = { subject: subject.id, lane }
  const play = (scenario: Scenario) => playAll(stage, [against, planted], scenario)
  try {
    for (const { scenario, results } of played) {
      const own = await playAll(stage, [planted], scenario)
      const base = results.filter((result) => result.subject === plant.against)
      if (judgePlay(scenario, [...base, ...own]).length === 0) continue
      const shows = async (shorter: Scenario) => judgePlay(shorter, await play(shorter)).length > 0
      const shortest = await shrink(scenario, shows)
      return { scenario: shortest, results: await play(shortest) }
    }
    return undefined
  } finally {
    await lane.close()
  }
}
