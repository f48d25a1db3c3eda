import { compareTraces, type Divergence } from '../differential/compare.ts'
import type { Lane } from '../run/lane.ts'
import type { RunResult } from '../run/result.ts'
import { runScenario } from '../run/run-scenario.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** A subject and the driver that it runs in. */
export interface Player {
  subject: string
  lane: Lane
}

/** Plays a sequence in every subject at once. */
export function playAll(
  stage: Stage,
  players: readonly Player[],
  scenario: Scenario,
): Promise<RunResult[]> {
  return Promise.all(
    players.map(async ({ subject, lane }) =>
      runScenario({ stage, scenario, subject, driver: await lane.driver(), alone: false }),
    ),
  )
}

/** What is wrong with a play: subjects that differ, or a run that failed a check. */
export function judgePlay(scenario: Scenario, results: readonly RunResult[]): Finding[] {
  const divergences = compareTraces([scenario], results).divergences
  const failures = results.flatMap(({ subject, failures: [failure] }) =>
    failure ? [{ subject, what: `${failure.path}: ${failure.message}` }] : [],
  )
  return [...divergences.map(tell), ...failures]
}

export interface Finding {
  subject: string
  what: string
}

function tell({ subjects, path, values }: Divergence): Finding {
  return {
    subject: subjects[1],
    what: `differs from ${subjects[0]} at ${path}: ${values[0]} against ${values[1]}`,
  }
}
