import type { Scenario } from '../scenario/scenario.ts'
import type { Hello } from '../subject/protocol.ts'
import type { Subject } from '../subject/subjects.ts'
import { Lane } from './lane.ts'
import type { RunResult } from './result.ts'
import type { Stage } from './run-context.ts'
import { runScenario } from './run-scenario.ts'

export interface RunAllOptions {
  stage: Stage
  scenarios: readonly Scenario[]
  subjects: readonly Subject[]
  /** Driver processes per subject. */
  lanes: number
  onResult: (result: RunResult) => void
  onStderr: (subject: string, line: string) => void
}

export interface SubjectRun {
  subject: Subject
  hello: Hello
  results: RunResult[]
}

/** Runs every scenario for every subject: subjects and lanes side by side, one scenario per lane. */
export function runAll(options: RunAllOptions): Promise<SubjectRun[]> {
  return Promise.all(options.subjects.map((subject) => runSubject(options, subject)))
}

async function runSubject(options: RunAllOptions, subject: Subject): Promise<SubjectRun> {
  const { scenarios, stage, onResult } = options
  const results: RunResult[] = []
  const onStderr = (line: string) => options.onStderr(subject.id, line)
  const run = async (lane: Lane, scenario: Scenario, alone: boolean) => {
    const driver = await lane.driver()
    const result = await runScenario({ stage, scenario, subject: subject.id, driver, alone })
    results.push(result)
    onResult(result)
  }
  const queue = scenarios.filter(({ time }) => time !== 'real')
  const waiting = scenarios.filter(({ time }) => time === 'real')
  const lanes = Array.from({ length: options.lanes }, () => new Lane(subject, onStderr))
  const realLane = new Lane(subject, onStderr)
  const first = lanes[0] as Lane
  try {
    const { hello } = await first.driver()
    const work = lanes.map(async (lane) => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        if (next.fresh_driver) await lane.close()
        await run(lane, next, true)
      }
    })
    // They wait in real time: all at once, on a driver of their own.
    const inRealTime = async () => {
      if (waiting.length > 0) await realLane.driver()
      await Promise.all(waiting.map((scenario) => run(realLane, scenario, false)))
    }
    await Promise.all([...work, inRealTime()])
    return { subject, hello, results }
  } finally {
    await Promise.all([...lanes, realLane].map((lane) => lane.close()))
  }
}
