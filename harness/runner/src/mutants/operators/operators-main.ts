import { readFileSync } from 'node:fs'
import { harnessPath, repositoryPath } from '../../paths.ts'
import { Progress } from '../../report/progress.ts'
import { readGround } from '../open-stage.ts'
import { writeSection } from '../report-section.ts'
import { inWorkshops } from '../run-trials.ts'
import type { Workshop } from '../try-mutant.ts'
import { type Change, describeChange } from './change.ts'
import { type Language, listChanges } from './list-changes.ts'
import { readOperatorOptions, usage } from './operators-options.ts'
import { keepRecord, type OperatorsRecord } from './operators-record.ts'
import { sample } from './sample.ts'
import { type ChangeEnd, tryChange } from './try-change.ts'

interface Tried {
  language: Language
  change: Change
  end: ChangeEnd
}

/** Below this share of changes that are noticed the scenarios look at too little. */
const leastShare = 0.8

/** Do the scenarios notice changes that nobody thought of? Returns the exit code. */
export async function mainOfOperators(args: readonly string[]): Promise<number> {
  const options = readOperatorOptions(args)
  if (options.help) return print(usage)
  const startedAt = performance.now()
  const { scenarios, openStage } = readGround()
  const possible = options.languages.map((language) => ({ language, all: listChanges(language) }))
  const works = possible.flatMap(({ language, all }) =>
    sample(all, options.sample, options.seed).map((change) => ({ language, change })),
  )
  const stage = await openStage()
  const progress = new Progress(works.length, process.stderr)
  const perform = async (
    workshop: Workshop,
    { language, change }: Omit<Tried, 'end'>,
  ): Promise<Tried> => ({ language, change, end: await tryChange(workshop, change, scenarios) })
  const onDone = ({ end }: Tried) => progress.step(end !== 'survived')
  const tried = await inWorkshops(stage, options.lanes, works, perform, onDone).finally(() =>
    stage.server.stop(),
  )
  progress.end()
  const record: OperatorsRecord = {
    seed: options.seed,
    languages: possible.map(({ language, all }) =>
      sumUp(
        language,
        all.length,
        tried.filter((one) => one.language === language),
      ),
    ),
  }
  for (const { change, end } of tried) {
    if (end === 'survived') print(`survived ${describeChange(textOf(change), change)}`)
  }
  let enough = true
  for (const { language, tried: count, stillborn, killed } of record.languages) {
    const live = count - stillborn
    print(`${language}: ${killed} of ${live} killed, ${stillborn} stillborn`)
    enough &&= live > 0 && killed / live >= leastShare
  }
  const sum = (name: 'tried' | 'stillborn' | 'killed') =>
    record.languages.reduce((total, one) => total + one[name], 0)
  writeSection(harnessPath('out/report.json'), 'operators', {
    total: sum('tried') - sum('stillborn'),
    killed: sum('killed'),
  })
  if (options.record) keepRecord(harnessPath('mutants/operators/record.json'), record)
  print(`seed ${options.seed} · ${Math.round((performance.now() - startedAt) / 1000)} s`)
  if (!enough) print(`✗ fewer than ${leastShare * 100} % of the changes were noticed`)
  return enough ? 0 : 1
}

function sumUp(language: Language, possible: number, tried: readonly Tried[]) {
  const count = (end: ChangeEnd) => tried.filter((one) => one.end === end).length
  return {
    language,
    possible,
    tried: tried.length,
    stillborn: count('stillborn'),
    killed: count('killed'),
    survivors: tried
      .filter(({ end }) => end === 'survived')
      .map(({ change }) => ({
        file: change.file,
        operator: change.operator,
        text: textOf(change).slice(change.start, change.end).replaceAll(/\s+/g, ' ').slice(0, 80),
      })),
  }
}

function textOf({ file }: Change): string {
  return readFileSync(repositoryPath(file), 'utf8')
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
