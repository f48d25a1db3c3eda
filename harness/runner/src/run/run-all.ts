import { Checks } from '../expect/checks.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Hello } from '../subject/protocol.ts'
import type { Subject } from '../subject/subjects.ts'
import { checkBaseline } from './baseline.ts'
import { Lane } from './lane.ts'
import type { RunResult } from './result.ts'
import { runScenario } from './run-scenario.ts'
import type { Stage } from './stage.ts'

export interface RunAllOptions {
  stage: Stage
  /** What the server runs on, such as `sqlite+memory`. */
  configuration: string
  scenarios: readonly Scenario[]
  subjects: readonly Subject[]
  /** Driver processes per subject. */
  lanes: number
  onResult: (result: RunResult) => void
  onStderr: (subject: string, line: string) => void
}

export interface SubjectRun {
  subject: Subject
  configuration: string
  hello: Hello
  results: RunResult[]
}

/**
 * Runs every scenario for every subject: subjects and lanes side by side, one scenario per lane. Those
 * in real time come last and all at once, when nothing else takes the machine's time.
 */
export async function runAll(options: RunAllOptions): Promise<SubjectRun[]> {
  const runners = options.subjects.map((subject) => new SubjectRunner(options, subject))
  try {
    await Promise.all(runners.map((runner) => runner.start()))
    await Promise.all(runners.map((runner) => runner.playInVirtualTime()))
    await Promise.all(runners.map((runner) => runner.playInRealTime()))
    const { configuration } = options
    return runners.map(({ subject, hello, results }) => ({
      subject,
      configuration,
      hello,
      results,
    }))
  } finally {
    await Promise.all(runners.map((runner) => runner.close()))
  }
}

class SubjectRunner {
  readonly subject: Subject
  readonly results: RunResult[] = []
  hello!: Hello
  readonly #options: RunAllOptions
  readonly #lanes: Lane[]

  constructor(options: RunAllOptions, subject: Subject) {
    this.subject = subject
    this.#options = options
    const onStderr = (line: string) => options.onStderr(subject.id, line)
    this.#lanes = Array.from({ length: options.lanes }, () => new Lane(subject, onStderr))
  }

  async start(): Promise<void> {
    const [first] = await Promise.all(this.#lanes.map((lane) => lane.driver()))
    if (!first) throw new Error('there is no lane to run in')
    this.hello = first.hello
  }

  async playInVirtualTime(): Promise<void> {
    const queue = this.#options.scenarios.filter(({ time }) => time !== 'real')
    await Promise.all(
      this.#lanes.map(async (lane) => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          if (next.fresh_driver) await lane.close()
          await this.#run(lane, next, true)
        }
      }),
    )
  }

  async playInRealTime(): Promise<void> {
    const [lane] = this.#lanes
    if (!lane) return
    const waiting = this.#options.scenarios.filter(({ time }) => time === 'real')
    if (waiting.length === 0) return
    const driver = await lane.driver()
    const before = await driver.send('stats', {})
    const results = await Promise.all(waiting.map((scenario) => this.#run(lane, scenario, false)))
    if (!driver.alive) return
    // They ran together, so what is left behind is the failure of them all.
    const checks = new Checks()
    // What an SDK keeps for real timers may rest for two seconds before it goes.
    await checkBaseline(driver, before, checks, 5000)
    for (const result of results) {
      result.checks += checks.count
      result.checked.push(...checks.made)
      result.failures.push(...checks.failures)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()))
  }

  async #run(lane: Lane, scenario: Scenario, alone: boolean): Promise<RunResult> {
    const { stage, onResult } = this.#options
    const driver = await lane.driver()
    const subject = this.subject.id
    const result = await runScenario({ stage, scenario, subject, driver, alone })
    this.results.push(result)
    onResult(result)
    return result
  }
}
