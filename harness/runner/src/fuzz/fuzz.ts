import { relative } from 'node:path'
import type { Artifact } from '../contract/artifact.ts'
import { Checks } from '../expect/checks.ts'
import { repositoryPath } from '../paths.ts'
import { checkBaseline } from '../run/baseline.ts'
import type { Stage } from '../run/stage.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { judgePlay } from './judge.ts'
import { Pilot, type Sequence } from './pilot.ts'
import { findPlanted, type Played } from './planted.ts'
import { plants } from './plants.ts'
import { type Player, playSequence } from './play.ts'
import { forgetShrunk, type Shrunk, shrinkDivergence, shrunkFile } from './shrunk.ts'
import { type FuzzReport, findGaps, Tally } from './tally.ts'

export interface FuzzInput {
  artifact: Artifact
  stage: Stage
  players: readonly Player[]
  sequences: number
  seed: number
  /** No sequence is begun after so many seconds. */
  seconds: number
  onSequence: (passed: boolean) => unknown
}

export interface FuzzOutcome {
  report: FuzzReport
  /** What makes the run red. */
  reasons: string[]
}

/** Sequences under way at once; a driver answers many at a time. */
const abreast = 10
/** Among so many sequences each planted difference must show. */
const forPlants = 200
const shrunkAtMost = 3

/** Draws sequences, plays them in every subject, and says what differs and what that is worth. */
export async function fuzz(input: FuzzInput): Promise<FuzzOutcome> {
  forgetShrunk()
  const run = new Run(input)
  await run.play()
  return run.conclude()
}

class Run {
  readonly #input: FuzzInput
  readonly #tally = new Tally()
  readonly #played: Played[] = []
  readonly #reasons: string[] = []
  readonly #wrong: Scenario[] = []

  constructor(input: FuzzInput) {
    this.#input = input
  }

  async play(): Promise<void> {
    const { artifact, stage, players, sequences, seed, seconds, onSequence } = this.#input
    const pilot = new Pilot(artifact, [...stage.operations.values()])
    const endsAt = performance.now() + seconds * 1000
    const before = await Promise.all(
      players.map(async ({ lane }) => (await lane.driver()).send('stats', {})),
    )
    let begun = 0
    const serve = async () => {
      while (begun < sequences && performance.now() < endsAt) {
        begun += 1
        onSequence(await this.#playOne(pilot.begin(seed, begun)))
      }
    }
    await Promise.all(Array.from({ length: abreast }, serve))
    for (const [index, { subject, lane }] of players.entries()) {
      const checks = new Checks()
      await checkBaseline(await lane.driver(), before[index] as never, checks, 5000)
      this.#reasons.push(
        ...checks.failures.map(({ message }) => `${subject} keeps what it had: ${message}`),
      )
    }
  }

  async conclude(): Promise<FuzzOutcome> {
    const { artifact, stage, players, sequences, seed } = this.#input
    if (this.#tally.sequences === 0) throw new Error('no sequence was played')
    // Now that nobody else plays: what is left of a sequence may hang, and its driver with it.
    for (const scenario of this.#wrong.slice(0, shrunkAtMost)) {
      const file = shrunkFile(scenario.id.replace('fuzz/', ''))
      this.#reasons.push(tell(await shrinkDivergence(stage, players, scenario, file)))
    }
    const outcomes = await findPlanted(stage, players, this.#played)
    for (const { id, found } of outcomes) {
      if (!found) this.#reasons.push(`the planted ${id} was not found`)
      else if (found.doubt) this.#reasons.push(`the planted ${id} is not told: ${found.doubt}`)
    }
    const distribution = this.#tally.distribution()
    if (this.#tally.sequences < sequences) {
      this.#reasons.push(`${this.#tally.sequences} sequences in time, not ${sequences}`)
    }
    this.#reasons.push(
      ...findGaps(distribution, {
        operations: [...stage.operations.keys()],
        transitions: artifact['x-transitions'].map(({ id }) => id),
      }),
    )
    const report: FuzzReport = {
      sequences: this.#tally.sequences,
      steps: this.#tally.steps,
      divergences: this.#wrong.length,
      planted_found: outcomes.filter(({ found }) => found && !found.doubt).length,
      seed,
      distribution,
    }
    return { report, reasons: this.#reasons }
  }

  async #playOne(sequence: Sequence): Promise<boolean> {
    const { stage, players } = this.#input
    const results = await playSequence(stage, players, sequence)
    const { scenario } = sequence
    const findings = judgePlay(stage.routes, scenario, results)
    if (results[0]) this.#tally.add(sequence, results[0])
    if (findings.length === 0) {
      if (this.#played.length < forPlants) this.#played.push({ scenario, results })
      return true
    }
    this.#wrong.push(scenario)
    for (const { subject, what } of findings.slice(0, 3)) {
      this.#reasons.push(`${scenario.id} · ${subject} ${what}`.slice(0, 600))
    }
    return false
  }
}

function tell({ file, steps, doubt }: Shrunk): string {
  const what = `${relative(repositoryPath(), file)} shows it in ${steps} steps`
  return doubt ? `${what}, not as a scenario: ${doubt}` : what
}

export const plantsTotal = plants.length
