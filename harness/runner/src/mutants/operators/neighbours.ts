import { basename, extname } from 'node:path'
import type { Scenario } from '../../scenario/scenario.ts'
import { homes } from './homes.ts'

export interface Neighbours {
  near: Scenario[]
  /** A spread over all the others. */
  far: Scenario[]
}

/** A survivor meets all of them, so that their number decides how long a run takes. */
export const usualFar = 100

/** The scenarios that are to notice a change of a file, the likely ones first. */
export function neighboursOf(
  file: string,
  scenarios: readonly Scenario[],
  farCount = usualFar,
): Neighbours {
  const home = homes[nameOf(file)]
  if (!home) throw new Error(`${file} has no scenarios: name them in homes.ts`)
  const isNear = ({ id }: Scenario) => home.some((beginning) => id.startsWith(beginning))
  const others = scenarios.filter((scenario) => !isNear(scenario) && !isReal(scenario))
  const families = [...Map.groupBy(others, familyOf).values()]
  const step = Math.max(1, families.length / farCount)
  return {
    near: scenarios.filter(isNear).sort((a, b) => costOf(a) - costOf(b)),
    far: families
      .filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
      .flatMap(([scenario]) => scenario ?? []),
  }
}

/** `retry-budget`, in both languages; what is asynchronous has the home of its other half. */
export function nameOf(file: string): string {
  return basename(file, extname(file))
    .replace(/^async_/, '')
    .replaceAll('_', '-')
}

/** The file that a scenario is from; of a template's copies one is enough. */
function familyOf({ id }: Scenario): string {
  return id.replace(/\/\w+\.\w+$/, '')
}

/** What waits for something waits long where a change keeps it from happening; real time costs most. */
function costOf(scenario: Scenario): number {
  if (isReal(scenario)) return 2
  return scenario.steps.some((step) => 'until' in step) ? 1 : 0
}

function isReal({ time }: Scenario): boolean {
  return time === 'real'
}
