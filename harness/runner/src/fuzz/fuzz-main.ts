import { mkdirSync, writeFileSync } from 'node:fs'
import { type Artifact, readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { writeSection } from '../mutants/report-section.ts'
import { harnessPath } from '../paths.ts'
import { Progress } from '../report/progress.ts'
import { Lane } from '../run/lane.ts'
import { createStage, type Stage } from '../run/stage.ts'
import { ReferenceServer } from '../server/reference-server.ts'
import { subjects } from '../subject/subjects.ts'
import { Chance } from './chance.ts'
import { type FuzzOptions, readFuzzOptions, usage } from './options.ts'
import { Payloads } from './payloads.ts'
import { findPlanted, type Played, plantsTotal } from './planted.ts'
import { judgePlay, type Player, playAll } from './play.ts'
import { Requests } from './requests.ts'
import { writeScenarioFile } from './scenario-file.ts'
import { Pilot } from './sequence.ts'
import { shrink } from './shrink.ts'
import { type FuzzReport, findGaps, Tally } from './tally.ts'

/** Sequences under way at once; a driver answers many at a time. */
const abreast = 4
/** Among so many sequences each planted difference must show. */
const forPlants = 120
const shrunkAtMost = 3

/** Do all subjects answer drawn sequences alike? Returns the exit code. */
export async function mainOfFuzz(args: readonly string[]): Promise<number> {
  const options = readFuzzOptions(args)
  if (options.help) return print(usage)
  const artifact = readArtifact()
  const server = await ReferenceServer.start(() => undefined)
  const stage = createStage(artifact, readOperations(artifact), server)
  const players = subjects().map((subject) => ({
    subject: subject.id,
    lane: new Lane(subject, () => undefined),
  }))
  try {
    await Promise.all(players.map(({ lane }) => lane.driver()))
    return await new Fuzz(options, artifact, stage, players).run()
  } finally {
    await Promise.all(players.map(({ lane }) => lane.close()))
    await server.stop()
  }
}

class Fuzz {
  readonly #options: FuzzOptions
  readonly #artifact: Artifact
  readonly #stage: Stage
  readonly #players: readonly Player[]
  readonly #tally = new Tally()
  readonly #reasons: string[] = []
  readonly #played: Played[] = []
  #divergences = 0

  constructor(options: FuzzOptions, artifact: Artifact, stage: Stage, players: readonly Player[]) {
    this.#options = options
    this.#artifact = artifact
    this.#stage = stage
    this.#players = players
  }

  async run(): Promise<number> {
    const startedAt = performance.now()
    await this.#playAll()
    const planted = await this.#plant()
    const { sequences, steps } = this.#tally
    if (sequences === 0) throw new Error('no sequence was played')
    const distribution = this.#tally.distribution()
    const report: FuzzReport = {
      sequences,
      steps,
      divergences: this.#divergences,
      planted_found: planted,
      seed: this.#options.seed,
      distribution,
    }
    const { operations, transitions } = this.#wanted()
    if (sequences < this.#options.sequences) {
      this.#reasons.push(`${sequences} sequences in time, not ${this.#options.sequences}`)
    }
    this.#reasons.push(...findGaps(distribution, { operations, transitions }))
    if (planted < plantsTotal) this.#reasons.push(`${planted} of ${plantsTotal} planted were found`)
    writeSection(harnessPath('out/report.json'), 'fuzz', report)
    print(drawDistribution(report))
    for (const reason of this.#reasons) print(`✗ ${reason}`)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    print(
      `fuzz: ${sequences} sequences, ${steps} steps, ${this.#divergences} divergences, ` +
        `planted ${planted} of ${plantsTotal}, seed ${report.seed} · ${seconds} s`,
    )
    return this.#reasons.length === 0 ? 0 : 1
  }

  async #playAll(): Promise<void> {
    const { sequences, seed, seconds } = this.#options
    const chance = new Chance(seed)
    const requests = new Requests(this.#artifact, new Payloads(this.#artifact), chance)
    const pilot = new Pilot(this.#stage, requests, chance)
    const progress = new Progress(sequences, process.stderr)
    const endsAt = performance.now() + seconds * 1000
    let begun = 0
    let drawing: Promise<unknown> = Promise.resolve()
    // One after the other, so that a seed always draws the same.
    const draw = () => {
      const number = begun
      const drawn = drawing.then(() => pilot.fly(`fuzz/${seed}-${number}`))
      drawing = drawn.catch(() => undefined)
      return drawn
    }
    const serve = async () => {
      while (begun < sequences && performance.now() < endsAt) {
        begun += 1
        const sequence = await draw()
        const { scenario } = sequence
        const results = await playAll(this.#stage, this.#players, scenario)
        const findings = judgePlay(scenario, results)
        if (results[0]) this.#tally.add(sequence, results[0])
        if (findings.length > 0) await this.#tell({ scenario, results })
        else if (this.#played.length < forPlants) this.#played.push({ scenario, results })
        progress.step(findings.length === 0)
      }
    }
    await Promise.all(Array.from({ length: abreast }, serve))
    progress.end()
  }

  /** Makes a file of what differs, as short as it gets. */
  async #tell({ scenario, results }: Played): Promise<void> {
    this.#divergences += 1
    for (const { subject, what } of judgePlay(scenario, results)) {
      this.#reasons.push(`${scenario.id} · ${subject} ${what}`.slice(0, 400))
    }
    if (this.#divergences > shrunkAtMost) return
    const play = (shorter: typeof scenario) => playAll(this.#stage, this.#players, shorter)
    const shortest = await shrink(
      scenario,
      async (shorter) => judgePlay(shorter, await play(shorter)).length > 0,
    )
    const [result] = await play(shortest)
    if (!result) return
    const name = scenario.id.replace('fuzz/', '')
    keep(name, writeScenarioFile(shortest, result, `Sequence ${name} diverges`))
  }

  async #plant(): Promise<number> {
    const outcomes = await findPlanted(this.#stage, this.#players, this.#played)
    for (const { id, found } of outcomes) {
      const result = found?.results[0]
      if (!found || !result) {
        this.#reasons.push(`the planted ${id} was not found`)
        continue
      }
      keep(`planted-${id}`, writeScenarioFile(found.scenario, result, `The planted ${id} shows`))
    }
    return outcomes.filter(({ found }) => found !== undefined).length
  }

  #wanted() {
    return {
      operations: [...this.#stage.operations.keys()],
      transitions: this.#artifact['x-transitions'].map(({ id }) => id),
    }
  }
}

function keep(name: string, text: string): void {
  const folder = harnessPath('out/fuzz')
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/${name}.yaml`, text)
}

function drawDistribution({ distribution }: FuzzReport): string {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  return [
    `${distribution.steps_per_sequence} steps a sequence, ${distribution.success_percent} % ` +
      `successes, ${distribution.invalid_percent} % drawn to be refused`,
    `statuses: ${list(distribution.statuses)}`,
    `operations: ${list(distribution.operations)}`,
    `transitions: ${list(distribution.transitions)}`,
  ].join('\n')
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
