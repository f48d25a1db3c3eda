import { readFileSync } from 'node:fs'
import { repositoryPath } from '../paths.ts'
import { Lane } from '../run/lane.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ReferenceServer } from '../server/reference-server.ts'
import type { Subject } from '../subject/subjects.ts'
import { applyMutant } from './apply.ts'
import { isOfServer, type Mutant, type Overlay } from './mutant.ts'
import type { OverlayFolder } from './overlaid.ts'
import { playOnce, type Unmutated } from './unmutated.ts'
import { judgeRun, type Verdict } from './verdict.ts'

export interface Workshop {
  /** With the server as it is. */
  stage: Stage
  unmutated: Unmutated
  overlays: OverlayFolder
  /** A driver as it is, for mutants of the server. */
  lane: Lane
}

/** One mutant and one subject that runs it. */
export interface Trial {
  mutant: Mutant
  subject: Subject
  scenarios: readonly Scenario[]
}

const quiet = () => undefined

/** Breaks what the mutant says and runs its scenarios until one notices. */
export async function tryMutant(workshop: Workshop, trial: Trial): Promise<Verdict> {
  const { mutant } = trial
  const text = applyMutant(readFileSync(repositoryPath(mutant.file), 'utf8'), mutant)
  const overlay = { file: mutant.file, text }
  try {
    return isOfServer(mutant)
      ? await tryInServer(workshop, trial, overlay)
      : await tryInDriver(workshop, trial, overlay)
  } catch (error) {
    // Neither server nor driver started.
    return { end: 'invalid', scenario: '', why: (error as Error).message.slice(0, 200) }
  }
}

async function tryInDriver(workshop: Workshop, trial: Trial, overlay: Overlay): Promise<Verdict> {
  const driver = workshop.overlays.driver(trial.subject.driver, overlay)
  const lane = new Lane({ ...trial.subject, driver }, quiet)
  try {
    return await judgeAll(workshop, trial, lane, workshop.stage)
  } finally {
    await lane.close()
  }
}

async function tryInServer(workshop: Workshop, trial: Trial, overlay: Overlay): Promise<Verdict> {
  const server = await ReferenceServer.start(quiet, workshop.overlays.environment(overlay))
  try {
    return await judgeAll(workshop, trial, workshop.lane, { ...workshop.stage, server })
  } finally {
    await server.stop()
  }
}

/** The first scenario that notices decides; an invalid run leaves the word to the next one. */
async function judgeAll(
  { unmutated }: Workshop,
  { scenarios, subject }: Trial,
  lane: Lane,
  stage: Stage,
): Promise<Verdict> {
  let verdict: Verdict = { end: 'survived' }
  for (const scenario of scenarios) {
    const mutated = await playOnce(lane, stage, scenario, subject)
    if (mutated.failures.length === 0) continue
    const told = judgeRun(mutated, await unmutated.run(scenario, subject))
    if (told?.end === 'killed') return told
    if (told) verdict = told
  }
  return verdict
}
