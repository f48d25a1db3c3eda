import { readFileSync } from 'node:fs'
import { repositoryPath } from '../../paths.ts'
import { Lane } from '../../run/lane.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { type Subject, subjects } from '../../subject/subjects.ts'
import { subjectsOf } from '../mutant.ts'
import type { Workshop } from '../try-mutant.ts'
import { playOnce } from '../unmutated.ts'
import { judgeRun, type Verdict } from '../verdict.ts'
import { applyChange, type Change } from './change.ts'
import { neighboursOf } from './neighbours.ts'

/**
 * How a change ended. `killed`: an assertion failed, twice, which holds without the change. `broken`: all
 * that was seen of it is a crash, a death or a time-out. `no_program`: it does not even load.
 */
export type ChangeEnd =
  | { end: 'killed'; scenario: string; why: string }
  | { end: 'survived' }
  | { end: 'broken'; why: string }
  | { end: 'no_program'; why: string }

/** So many scenarios may wait in vain before a change is given up: each takes ten seconds, twice. */
const patience = 2
const silentMs = 15_000

/** Lets a change meet scenarios, the likely ones first, until an assertion of one fails. */
export async function tryChange(
  workshop: Workshop,
  change: Change,
  scenarios: readonly Scenario[],
  farCount?: number,
): Promise<ChangeEnd> {
  const { near, far } = neighboursOf(change.file, scenarios, farCount)
  const [first, ...others] = ownersOf(change)
  if (!first) throw new Error(`nobody runs ${change.file}`)
  const parts = [
    { subject: first, scenarios: near },
    ...others.map((subject) => ({ subject, scenarios: near })),
    { subject: first, scenarios: far },
  ]
  let broken: ChangeEnd | undefined
  for (const part of parts) {
    const end = await meet(workshop, change, part.subject, part.scenarios)
    if (end.end === 'killed' || end.end === 'no_program') return end
    if (end.end === 'broken') broken = end
  }
  return broken ?? { end: 'survived' }
}

async function meet(
  workshop: Workshop,
  change: Change,
  subject: Subject,
  scenarios: readonly Scenario[],
): Promise<ChangeEnd> {
  const text = applyChange(readFileSync(repositoryPath(change.file), 'utf8'), change)
  const driver = workshop.overlays.driver(subject.driver, { file: change.file, text })
  const lane = new Lane({ ...subject, driver }, () => undefined)
  let silent = 0
  let last: ChangeEnd = { end: 'survived' }
  try {
    await lane.driver()
  } catch (error) {
    return { end: 'no_program', why: reasonOf(error as Error) }
  }
  try {
    for (const scenario of scenarios) {
      const startedAt = performance.now()
      const verdict = await judgeOnce(workshop, lane, scenario, subject)
      if (!verdict) continue
      // Once may be the machine's fault: what shows a change shows it again.
      const again = await judgeOnce(workshop, lane, scenario, subject)
      if (again?.end !== verdict.end) continue
      if (verdict.end === 'killed') return verdict
      if (verdict.end === 'invalid') last = { end: 'broken', why: `${scenario.id}: ${verdict.why}` }
      if (performance.now() - startedAt > silentMs) silent += 1
      if (silent >= patience) break
    }
    return last
  } finally {
    await lane.close()
  }
}

async function judgeOnce(
  { stage, unmutated }: Workshop,
  lane: Lane,
  scenario: Scenario,
  subject: Subject,
): Promise<Verdict | undefined> {
  const run = await playOnce(lane, stage, scenario, subject)
  if (run.failures.length === 0) return undefined
  const own = await unmutated.run(scenario, subject)
  return own.failures.length === 0 ? judgeRun(run, own) : undefined
}

/** Who runs a change in a way of its own: what is the same code for both Python clients, one of them. */
function ownersOf({ file }: Change): Subject[] {
  const ids = subjectsOf({ target: file.endsWith('.py') ? 'python' : 'node', file })
  const owners = subjects().filter(({ id }) => ids.includes(id))
  const isTwofold = /\basync\b|Async/.test(readFileSync(repositoryPath(file), 'utf8'))
  return isTwofold ? owners : owners.slice(0, 1)
}

/** The last line of a traceback says what went wrong. */
function reasonOf({ message }: Error): string {
  return (message.trim().split('\n').at(-1) ?? '').slice(0, 200)
}
