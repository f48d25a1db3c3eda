import type { OperatorsRecord, Tried } from './record.ts'

/** Below this share of changes that are noticed the scenarios look at too little. */
export const leastShare = 0.8

export interface Score {
  tried: number
  killed: number
  survived: number
  broken: number
  noProgram: number
  /** What counts: all but those that do not even load, which are no programs. */
  total: number
}

export function scoreOf(tried: readonly Tried[]): Score {
  const count = (end: Tried['end']) => tried.filter((one) => one.end === end).length
  const noProgram = count('no_program')
  return {
    tried: tried.length,
    killed: count('killed'),
    survived: count('survived'),
    broken: count('broken'),
    noProgram,
    total: tried.length - noProgram,
  }
}

/** In whole percent, rounded down: 79.9 is not 80. */
export function percentOf({ killed, total }: Score): number {
  return total === 0 ? 0 : Math.floor((killed * 100) / total)
}

/** Why a run of one language is red; empty when enough of it was noticed. */
export function reasonsAgainst(language: string, tried: readonly Tried[]): string[] {
  const { killed, total } = scoreOf(tried)
  if (total > 0 && killed / total >= leastShare) return []
  return [`${language}: ${killed} of ${total} were noticed, and ${leastShare * 100} % is the least`]
}

/** The section of the report: what a run, or the run that is kept, has shown. */
export interface OperatorsSection {
  seed: number
  total: number
  killed: number
  survivors: string[]
  broken: string[]
  no_program: string[]
}

export function sectionOf({
  seed,
  tried,
}: Pick<OperatorsRecord, 'seed' | 'tried'>): OperatorsSection {
  const ids = (end: Tried['end']) => tried.filter((one) => one.end === end).map(({ id }) => id)
  const { total, killed } = scoreOf(tried)
  return {
    seed,
    total,
    killed,
    survivors: ids('survived'),
    broken: ids('broken'),
    no_program: ids('no_program'),
  }
}
