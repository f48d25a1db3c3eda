import type { Step, StepResult } from './step.ts'

export interface ScheduleOptions {
  /** How many steps run side by side. */
  readonly places: number
  readonly run: (step: Step) => Promise<StepResult>
  readonly onDone: (result: StepResult) => void
}

/** Runs steps side by side as their order allows; what depends on a failed step is not run. */
export async function schedule(
  steps: readonly Step[],
  options: ScheduleOptions,
): Promise<StepResult[]> {
  const waiting = [...steps]
  const running = new Map<string, { step: Step; done: Promise<StepResult> }>()
  const results: StepResult[] = []
  const finish = (result: StepResult) => {
    results.push(result)
    options.onDone(result)
  }
  while (waiting.length > 0 || running.size > 0) {
    for (const step of [...waiting]) {
      const state = readiness(step, results)
      if (state === 'wait' || !hasPlace(step, running, options.places)) continue
      waiting.splice(waiting.indexOf(step), 1)
      if (state === 'blocked') finish({ step, outcome: 'not run', seconds: 0, log: '' })
      else running.set(step.name, { step, done: options.run(step) })
    }
    if (running.size === 0) {
      if (waiting.every((step) => readiness(step, results) === 'wait') && waiting.length > 0) {
        throw new Error(`no step can start: ${waiting.map((step) => step.name).join(', ')}`)
      }
      continue
    }
    const result = await Promise.race([...running.values()].map(({ done }) => done))
    running.delete(result.step.name)
    finish(result)
  }
  return results
}

function readiness(step: Step, results: readonly StepResult[]): 'ready' | 'wait' | 'blocked' {
  const before = (step.after ?? []).map((name) => results.find((one) => one.step.name === name))
  if (before.some((one) => one !== undefined && one.outcome !== 'passed')) return 'blocked'
  return before.every((one) => one !== undefined) ? 'ready' : 'wait'
}

function hasPlace(
  step: Step,
  running: ReadonlyMap<string, { step: Step }>,
  places: number,
): boolean {
  if ([...running.values()].some((other) => other.step.alone)) return false
  return running.size < (step.alone ? 1 : places)
}
