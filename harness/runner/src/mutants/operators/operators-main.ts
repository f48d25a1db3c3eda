import { harnessPath, repositoryPath } from '../../paths.ts'
import { keepDocument } from '../../report/keep-document.ts'
import { Progress } from '../../report/progress.ts'
import { readGround } from '../open-stage.ts'
import { writeSection } from '../report-section.ts'
import { inWorkshops } from '../run-trials.ts'
import type { Workshop } from '../try-mutant.ts'
import type { Change } from './change.ts'
import {
  explanationOf,
  findForgotten,
  findStale,
  findUnexplained,
  readExplanations,
  standing,
} from './explanations.ts'
import { type Language, languages, listChanges } from './list-changes.ts'
import { drawOperatorsDocument, shorten } from './operators-document.ts'
import type { OperatorOptions } from './operators-options.ts'
import { documented, isPartOfDocumented, readOperatorOptions, usage } from './operators-options.ts'
import { keepRecord, type OperatorsRecord, readRecord, type Tried } from './record.ts'
import { sample } from './sample.ts'
import { percentOf, reasonsAgainst, scoreOf, sectionOf } from './score.ts'
import { tryChange } from './try-change.ts'

type Possible = Record<Language, Change[]>

/** Do the scenarios notice changes that nobody thought of? Returns the exit code. */
export async function mainOfOperators(args: readonly string[]): Promise<number> {
  const options = readOperatorOptions(args)
  if (options.help) return print(usage)
  const startedAt = performance.now()
  const possible: Possible = {
    typescript: listChanges('typescript'),
    python: listChanges('python'),
  }
  const tried = options.mode === 'redraw' ? [] : await tryAll(possible, options)
  const reasons = judge(tried, possible, options)
  for (const reason of reasons) print(`✗ ${reason}`)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  print(
    `${tried.length} changes · seed ${options.seed} · ${reasons.length} complaints · ${seconds} s`,
  )
  return reasons.length === 0 ? 0 : 1
}

async function tryAll(possible: Possible, options: OperatorOptions): Promise<Tried[]> {
  const { scenarios, openStage } = readGround()
  const explanations = options.mode === 'record' || options.far ? [] : readExplanations()
  const isDrawn = options.mode === 'check' ? isKnownKill() : isWanted(options)
  const works = options.languages.flatMap((language) =>
    sample(possible[language].filter(isDrawn), options.sample, options.seed).map((change) => ({
      language,
      change,
    })),
  )
  const stage = await openStage()
  const progress = new Progress(works.length, process.stderr)
  const perform = async (workshop: Workshop, { language, change }: (typeof works)[number]) => {
    const { id, file, operator, before, replace } = change
    // What is explained would meet all its scenarios only to survive them once more.
    const end = explanationOf(change, explanations)
      ? ({ end: 'survived' } as const)
      : await tryChange(workshop, change, scenarios, options.far)
    return { language, id, file, operator, before, replace, ...end }
  }
  const onDone = (one: Tried) => {
    progress.step(one.end === 'killed')
    if (one.end !== 'killed') print(describe(one))
  }
  return inWorkshops(stage, options.lanes, works, perform, onDone).finally(async () => {
    progress.end()
    await stage.server.stop()
  })
}

/** Everything that makes a run red; keeps what is to be kept. */
function judge(tried: readonly Tried[], possible: Possible, options: OperatorOptions): string[] {
  const { mode } = options
  if (mode !== 'redraw') {
    for (const language of options.languages)
      print(`${language}: ${tell(ofLanguage(tried, language))}`)
  }
  if (mode === 'try') return judgeTry(tried, options)
  if (mode === 'record') keepRecord(recordOf(tried, possible))
  const record = readRecord()
  keepSection(record)
  const explanations = readExplanations()
  const known = new Set(languages.flatMap((language) => possible[language].map(({ id }) => id)))
  const left = standing(record, known)
  print(`${record.tried.length - left.length} of ${record.tried.length} recorded changes are stale`)
  const path = repositoryPath('docs/operators.md')
  const text = drawOperatorsDocument(record, explanations)
  const by = 'npm run parity:operators -- --redraw'
  return [
    ...(mode === 'check' ? findForgotten(tried) : []),
    ...languages.flatMap((language) =>
      reasonsAgainst(language, ofLanguage(record.tried, language)),
    ),
    ...findUnexplained(record.tried, explanations),
    ...findStale(record, explanations, known),
    ...keepDocument({ path, text, by }, { check: mode === 'check' }),
  ]
}

function judgeTry(tried: readonly Tried[], options: OperatorOptions): string[] {
  const reasons = isPartOfDocumented(options) ? findUnexplained(tried, readExplanations()) : []
  if (options.filters.length > 0) return reasons
  keepSection({ seed: options.seed, tried: [...tried] })
  for (const language of options.languages) {
    reasons.push(...reasonsAgainst(language, ofLanguage(tried, language)))
  }
  return reasons
}

function ofLanguage(tried: readonly Tried[], language: Language): Tried[] {
  return tried.filter((one) => one.language === language)
}

/** What the record says was killed: only of that is known what has to come of it. */
function isKnownKill(): (change: Change) => boolean {
  const kills = readRecord().tried.filter(({ end }) => end === 'killed')
  const ids = new Set(kills.map(({ id }) => id))
  return ({ id }) => ids.has(id)
}

function recordOf(tried: readonly Tried[], possible: Possible): OperatorsRecord {
  const count = (language: Language) => possible[language].length
  return {
    ...documented,
    possible: { typescript: count('typescript'), python: count('python') },
    tried: [...tried],
  }
}

function keepSection(record: Pick<OperatorsRecord, 'seed' | 'tried'>): void {
  writeSection(harnessPath('out/report.json'), 'operators', sectionOf(record))
}

function isWanted({ filters }: OperatorOptions): (change: Change) => boolean {
  return ({ id, file }) =>
    filters.length === 0 || filters.some((filter) => id.includes(filter) || file.includes(filter))
}

function tell(tried: readonly Tried[]): string {
  const score = scoreOf(tried)
  const { killed, total, survived, broken, noProgram } = score
  return `${killed} of ${total} killed (${percentOf(score)} %), ${survived} survived, ${broken} broken, ${noProgram} no program`
}

function describe({ id, before, replace, ...end }: Tried): string {
  const why = 'why' in end ? ` (${end.why})` : ''
  return `${end.end} ${id}: ${shorten(before)} → ${shorten(replace)}${why}`
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
