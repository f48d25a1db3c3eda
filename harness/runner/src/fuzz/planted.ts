import { readFileSync } from 'node:fs'
import { applyMutant } from '../mutants/apply.ts'
import { OverlayFolder } from '../mutants/overlaid.ts'
import { repositoryPath } from '../paths.ts'
import { Lane } from '../run/lane.ts'
import type { RunResult } from '../run/result.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { subjects } from '../subject/subjects.ts'
import { judgePlay } from './judge.ts'
import { type Plant, plants } from './plants.ts'
import { type Player, playAll } from './play.ts'
import { type Shrunk, shrinkDivergence } from './shrunk.ts'

/** A sequence that has been played without anything planted, with what came of it. */
export interface Played {
  scenario: Scenario
  results: readonly RunResult[]
}

export interface PlantOutcome {
  id: string
  /** The file that tells it, as short as it gets; undefined: it was not found. */
  found: Shrunk | undefined
}

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
): Promise<Shrunk | undefined> {
  const honest = players.find(({ subject }) => subject === plant.against)
  const subject = subjects().find(({ id }) => id === plant.subject)
  if (!subject || !honest) throw new Error(`${plant.id}: there is no ${plant.subject}`)
  const text = applyMutant(readFileSync(repositoryPath(plant.file), 'utf8'), plant)
  const driver = overlays.driver(subject.driver, { file: plant.file, text })
  const lane = new Lane({ ...subject, driver }, () => undefined)
  const planted: Player = { subject: subject.id, lane }
  try {
    for (const { scenario, results } of played) {
      const own = await playAll(stage, [planted], scenario)
      const base = results.filter((result) => result.subject === plant.against)
      if (judgePlay(stage.routes, scenario, [...base, ...own]).length === 0) continue
      return await shrinkDivergence(stage, [honest, planted], scenario, `planted-${plant.id}`)
    }
    return undefined
  } finally {
    await lane.close()
  }
}
