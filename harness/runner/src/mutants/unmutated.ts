import { Lane } from '../run/lane.ts'
import type { RunResult } from '../run/result.ts'
import { runScenario } from '../run/run-scenario.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Subject } from '../subject/subjects.ts'

/** Runs without a mutant, each scenario once per subject: what a kill is held against. */
export class Unmutated {
  readonly #stage: Stage
  readonly #lanes = new Map<string, { lane: Lane; queue: Promise<unknown> }>()
  readonly #results = new Map<string, Promise<RunResult>>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  run(scenario: Scenario, subject: Subject): Promise<RunResult> {
    const name = `${scenario.id} · ${subject.id}`
    const known = this.#results.get(name)
    if (known) return known
    const place = this.#place(subject)
    const result = place.queue.then(() => playOnce(place.lane, this.#stage, scenario, subject))
    place.queue = result.catch(() => undefined)
    this.#results.set(name, result)
    return result
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ lane }) => lane.close()))
  }

  #place(subject: Subject): { lane: Lane; queue: Promise<unknown> } {
    let place = this.#lanes.get(subject.id)
    if (!place) {
      place = { lane: new Lane(subject, () => undefined), queue: Promise.resolve() }
      this.#lanes.set(subject.id, place)
    }
    return place
  }
}

/** One scenario in a lane, by itself. */
export async function playOnce(
  lane: Lane,
  stage: Stage,
  scenario: Scenario,
  subject: Subject,
): Promise<RunResult> {
  if (scenario.fresh_driver) await lane.close()
  const driver = await lane.driver()
  const alone = scenario.time !== 'real'
  return runScenario({ stage, scenario, subject: subject.id, driver, alone })
}
