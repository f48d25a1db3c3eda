import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { repositoryPath } from '../../paths.ts'
import { Lane } from '../../run/lane.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { type Subject, subjects } from '../../subject/subjects.ts'
import type { Workshop } from '../try-mutant.ts'
import { playOnce } from '../unmutated.ts'
import { applyChange, type Change } from './change.ts'
import { neighboursOf } from './neighbours.ts'

/** `stillborn`: what came of the change does not even start, so that there is nothing to notice. */
export type ChangeEnd = 'killed' | 'survived' | 'stillborn'

/** Whether any scenario notices a change, in whatever way. */
export async function tryChange(
  workshop: Workshop,
  change: Change,
  scenarios: readonly Scenario[],
): Promise<ChangeEnd> {
  const { near, far } = neighboursOf(change.file, scenarios)
  const [first, ...others] = subjectsOf(change.file)
  if (!first) throw new Error(`nobody runs ${change.file}`)
  const parts = [
    { subject: first, scenarios: near },
    ...others.map((subject) => ({ subject, scenarios: near })),
    { subject: first, scenarios: far },
  ]
  for (const part of parts) {
    const end = await meet(workshop, change, part.subject, part.scenarios)
    if (end !== 'survived') return end
  }
  return 'survived'
}

async function meet(
  { stage, unmutated, overlays }: Workshop,
  change: Change,
  subject: Subject,
  scenarios: readonly Scenario[],
): Promise<ChangeEnd> {
  const text = applyChange(readFileSync(repositoryPath(change.file), 'utf8'), change)
  const driver = overlays.driver(subject.driver, { file: change.file, text })
  const lane = new Lane({ ...subject, driver }, () => undefined)
  try {
    const starts = await lane.driver().then(
      () => true,
      () => false,
    )
    if (!starts) return 'stillborn'
    for (const scenario of scenarios) {
      const { failures } = await playOnce(lane, stage, scenario, subject)
      if (failures.length === 0) continue
      const own = await unmutated.run(scenario, subject)
      if (own.failures.length === 0) return 'killed'
    }
    return 'survived'
  } finally {
    await lane.close()
  }
}

function subjectsOf(file: string): Subject[] {
  const ids = file.endsWith('.ts')
    ? ['node']
    : basename(file).startsWith('async_')
      ? ['python-async']
      : ['python-sync', 'python-async']
  return subjects().filter(({ id }) => ids.includes(id))
}
