import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

/** What a run of operators came to, as it is kept for the document. */
export interface OperatorsRecord {
  seed: number
  languages: {
    language: string
    /** Changes that could be made. */
    possible: number
    tried: number
    stillborn: number
    killed: number
    survivors: { file: string; operator: string; text: string }[]
  }[]
}

/** Why a survivor is none to worry about: found by its file and the text that was changed. */
export interface Explanation {
  file: string
  text: string
  why: string
}

export function readRecord(path: string): OperatorsRecord | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as OperatorsRecord) : null
}

export function keepRecord(path: string, record: OperatorsRecord): void {
  writeFileSync(path, `${JSON.stringify(record, null, 2)}\n`)
}

export function readExplanations(path: string): Explanation[] {
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as Explanation[]) : []
}

/** The part of docs/mutants.md on operators. */
export function drawOperators(
  record: OperatorsRecord | null,
  explanations: readonly Explanation[],
): string {
  if (record === null) return ''
  const rows = record.languages.map(({ language, possible, tried, stillborn, killed }) => {
    const live = tried - stillborn
    return `| ${language} | ${possible} | ${tried} | ${stillborn} | ${killed} of ${live} | ${percent(killed, live)} |`
  })
  const survivors = record.languages.flatMap((one) => one.survivors)
  const told = survivors.map(({ file, operator, text }) => {
    const why = explanations.find((one) => one.file === file && one.text === text)?.why
    return `| ${file} | ${operator} | \`${text.replaceAll('|', '\\|')}\` | ${why ?? 'not noticed'} |`
  })
  return `## Operators

The catalogue holds what somebody thought of. \`npm run parity:operators\` changes the hand-written runtimes
without thinking: it negates conditions, moves boundaries, swaps \`and\` and \`or\`, changes literals and
deletes statements, drawn by a seed (here ${record.seed}); \`--sample\` and \`--all\` say how many. Here a crash
and a time-out count as noticed, and what does not even start counts for nothing. A change meets the
scenarios of its neighbourhood and a spread of the others. Left out are messages of errors, and telemetry
and the raw client, which are held by package tests.

| language | possible | tried | stillborn | killed | |
|---|---|---|---|---|---|
${rows.join('\n')}

Survivors of that run:

| file | change | of | why it survives |
|---|---|---|---|
${told.join('\n')}
`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((part * 100) / whole)} %`
}
