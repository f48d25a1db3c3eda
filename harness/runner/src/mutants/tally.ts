import type { Trial } from './try-mutant.ts'
import type { Verdict } from './verdict.ts'

/** One mutant in one subject, and how it ended. */
export interface Outcome {
  trial: Pick<Trial, 'mutant' | 'subject'>
  verdict: Verdict
}

export interface MutantsReport {
  total: number
  killed: number
  survivors: string[]
  /** Those that a crash, a death or a time-out ended: they show nothing, and turn the run red. */
  invalid: string[]
}

export function tally(outcomes: readonly Outcome[]): MutantsReport {
  const named = (end: Verdict['end']) =>
    outcomes.filter(({ verdict }) => verdict.end === end).map(({ trial }) => nameOf(trial))
  return {
    total: outcomes.length,
    killed: named('killed').length,
    survivors: named('survived'),
    invalid: named('invalid'),
  }
}

export function nameOf({ mutant, subject }: Outcome['trial']): string {
  return `${mutant.id} · ${subject.id}`
}

/** Everything that makes a run of mutants red; empty when it is green. */
export function reasonsAgainst(outcomes: readonly Outcome[]): string[] {
  if (outcomes.length === 0) return ['no mutant was tried']
  return outcomes.flatMap(({ trial, verdict }) => {
    if (verdict.end === 'killed') return []
    const { mutant } = trial
    const what = `${nameOf(trial)} (${mutant.behaviour} in ${mutant.file})`
    if (verdict.end === 'survived') return [`${what} survived: no scenario notices`]
    return [`${what} is invalid: ${verdict.scenario} ${verdict.why}`]
  })
}
