import type { Lane } from '../run/lane.ts'
import type { RunResult } from '../run/result.ts'
import { type RunScenarioOptions, runScenario } from '../run/run-scenario.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Sequence } from './pilot.ts'

/** A subject and the driver that it runs in. */
export interface Player {
  subject: string
  lane: Lane
}

/** Plays a scenario in some subjects at once. */
export function playAll(
  stage: Stage,
  players: readonly Player[],
  scenario: Scenario,
): Promise<RunResult[]> {
  return Promise.all(players.map((player) => play(stage, player, { scenario })))
}

/** Plays a sequence in the first subject, which draws it, then in all others. */
export async function playSequence(
  stage: Stage,
  [first, ...others]: readonly Player[],
  { scenario, draw }: Sequence,
): Promise<RunResult[]> {
  if (!first) throw new Error('there is nobody to play')
  const result = await play(stage, first, { scenario, steps: draw })
  return [result, ...(await playAll(stage, others, scenario))]
}

async function play(
  stage: Stage,
  { subject, lane }: Player,
  what: Pick<RunScenarioOptions, 'scenario' | 'steps'>,
): Promise<RunResult> {
  return runScenario({ stage, subject, driver: await lane.driver(), alone: false, ...what })
}
