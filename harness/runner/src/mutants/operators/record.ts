import { readFileSync, writeFileSync } from 'node:fs'
import { harnessPath } from '../../paths.ts'
import type { Change } from './change.ts'
import type { Language } from './list-changes.ts'
import type { ChangeEnd } from './try-change.ts'

/** One change of a run, and how it ended. */
export type Tried = Pick<Change, 'id' | 'file' | 'operator' | 'before' | 'replace'> & {
  language: Language
} & ChangeEnd

/** A run as it is kept: for the document, and to hold later code against. */
export interface OperatorsRecord {
  seed: number
  sample: number
  /** How many changes there were to draw from. */
  possible: Record<Language, number>
  tried: Tried[]
}

export const recordFile = harnessPath('mutants/operators/record.ndjson')

/** Kept with one change a line, so that two runs can be compared by eye. */
export function keepRecord({ tried, ...head }: OperatorsRecord): void {
  const lines = [head, ...tried].map((line) => JSON.stringify(line))
  writeFileSync(recordFile, `${lines.join('\n')}\n`)
}

export function readRecord(): OperatorsRecord {
  const [head, ...tried] = readFileSync(recordFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { ...head, tried }
}
