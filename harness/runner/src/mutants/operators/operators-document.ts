import { basename } from 'node:path'
import { code, table } from '../markdown-table.ts'
import type { Operator } from './change.ts'
import { type Explanation, explanationOf } from './explanations.ts'
import { languages } from './list-changes.ts'
import type { OperatorsRecord, Tried } from './record.ts'
import { leastShare, percentOf, scoreOf } from './score.ts'

const titles: Record<Operator, string> = {
  negate: 'a condition means the opposite',
  boundary: 'a limit is one step further',
  logic: '`and` for `or`, or the other way round',
  literal: 'another number, text or truth',
  delete: 'a statement is left out',
}

const kinds: Record<Explanation['kind'], string> = {
  equivalent: 'Nobody could see it',
  package: 'A test of the package sees it',
  open: 'Nothing looks',
}

/** `docs/operators.md`, from the run that was kept and what people wrote about its survivors. */
export function drawOperatorsDocument(
  record: OperatorsRecord,
  explanations: readonly Explanation[],
): string {
  const { tried, possible, seed, sample } = record
  const sums = languages.map((language) => {
    const score = scoreOf(tried.filter((one) => one.language === language))
    return [language, possible[language], ...figures(score)]
  })
  const operators = (Object.keys(titles) as Operator[]).map((operator) => {
    const score = scoreOf(tried.filter((one) => one.operator === operator))
    return [`${operator}: ${titles[operator]}`, ...figures(score)]
  })
  const files = [...Map.groupBy(tried, ({ file }) => file)].sort(([a], [b]) => a.localeCompare(b))
  return `<!-- Written by \`npm run parity:operators -- --record\`. Do not edit. -->

# Operators

The [mutants](mutants.md) are what somebody thought of. Here nobody thinks: \`npm run parity:operators\` draws
${sample} small changes per language by a seed (${seed}), out of all that could be made in the hand-written code
of both SDKs, at least one in every file, and lets each meet the scenarios. Who draws the same changes again
gets the same ones; \`--sample\`, \`--seed\` and \`--all\` draw others.

A change is **killed** when an assertion fails that holds without it, and fails again. It has **survived** when
no scenario noticed it. It is **broken** when all that came of it is a crash, a death or a time-out: that shows
nothing, and counts against the scenarios like a survivor. What does not even load is **no program** and counts
neither way. Types, names and what an error says to people are not changed; nor are the fields that a new object
is given, without which there is nothing to call. A change meets the scenarios of its module (\`homes.ts\`) and
a hundred spread over the others, so that a survivor may still be noticed by one that it did not meet.

Fewer than ${leastShare * 100} % killed turns the run red, and so does a survivor of the documented draw that
\`harness/mutants/operators/explained.yaml\` does not explain. A change is named after the function that it is in
and a digest of its line: when the line changes, what is recorded of it is stale. A tenth of the record may be;
with more, \`npm run parity:operators -- --check\` is red until the run is recorded anew.

## Killed

${table(['language', 'possible', ...heads], sums.map(cells))}

${table(['operator', ...heads], operators.map(cells))}

## Survivors

${drawSurvivors(tried, explanations)}${drawOthers('Broken', tried, 'broken')}${drawOthers('No program', tried, 'no_program')}## Files

${table(
  ['file', ...heads],
  files.map(([file, own]) => [`\`${basename(file)}\``, ...cells(figures(scoreOf(own)))]),
)}
`
}

const heads = ['tried', 'killed', 'survived', 'broken', 'no program', 'share']

function figures(score: ReturnType<typeof scoreOf>): (string | number)[] {
  const { tried, killed, survived, broken, noProgram } = score
  const share = score.total === 0 ? '–' : `${percentOf(score)} %`
  return [tried, killed, survived, broken, noProgram, share]
}

function cells(row: readonly (string | number)[]): string[] {
  return row.map(String)
}

function drawSurvivors(tried: readonly Tried[], explanations: readonly Explanation[]): string {
  const survivors = tried.filter(({ end }) => end === 'survived')
  const rowsOf = (kind: Explanation['kind'] | undefined) =>
    survivors.flatMap((one) => {
      const found = explanationOf(one, explanations)
      return found?.kind === kind ? [[...describe(one), found ? whyOf(found) : '']] : []
    })
  return [
    drawGroup(kinds.equivalent, rowsOf('equivalent')),
    drawGroup(kinds.package, rowsOf('package')),
    drawGroup(kinds.open, rowsOf('open')),
    drawGroup('Nobody has said why', rowsOf(undefined)),
  ].join('')
}

function drawGroup(title: string, rows: readonly string[][]): string {
  if (rows.length === 0) return ''
  return `### ${title}\n\n${table(['change', 'from', 'to', 'why'], rows)}\n\n`
}

function whyOf({ why, tests = [] }: Explanation): string {
  const links = tests.map((test) => `[${basename(test)}](../${test})`)
  return [why, ...links].join(' ')
}

function drawOthers(title: string, tried: readonly Tried[], end: Tried['end']): string {
  const rows = tried
    .filter((one) => one.end === end)
    .map((one) => [...describe(one), 'why' in one ? code(shorten(one.why)) : ''])
  if (rows.length === 0) return ''
  return `## ${title}\n\n${table(['change', 'from', 'to', 'what came of it'], rows)}\n\n`
}

function describe({ id, before, replace }: Tried): string[] {
  return [`\`${id}\``, code(shorten(before)), code(shorten(replace))]
}

/** Enough to know the place by, in one line. */
export function shorten(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ')
  return flat.length > 70 ? `${flat.slice(0, 69)}…` : flat
}
