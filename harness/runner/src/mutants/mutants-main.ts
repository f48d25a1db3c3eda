import { harnessPath, repositoryPath } from '../paths.ts'
import { keepDocument } from '../report/keep-document.ts'
import { Progress } from '../report/progress.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { subjects } from '../subject/subjects.ts'
import { type Catalogue, loadCatalogue } from './catalogue.ts'
import { drawTally } from './draw-tally.ts'
import { subjectsOf } from './mutant.ts'
import { drawMutantsDocument } from './mutants-document.ts'
import { readGround } from './open-stage.ts'
import { type MutantOptions, readMutantOptions, usage } from './options.ts'
import { writeSection } from './report-section.ts'
import { findUnmet, requirementsOf } from './requirements.ts'
import { inWorkshops } from './run-trials.ts'
import { scenariosOf } from './scenarios-of.ts'
import { type Outcome, reasonsAgainst, tally } from './tally.ts'
import { type Trial, tryMutant } from './try-mutant.ts'

/** Does a scenario notice every wrong implementation of the catalogue? Returns the exit code. */
export async function mainOfMutants(args: readonly string[]): Promise<number> {
  const options = readMutantOptions(args)
  if (options.help) return print(usage)
  const startedAt = performance.now()
  const ground = readGround()
  const catalogue = loadCatalogue(harnessPath('mutants'), ground.scenarios)
  const trials = pickTrials(catalogue, ground.scenarios, options)
  const stage = await ground.openStage()
  const progress = new Progress(trials.length, process.stderr)
  const perform = async (workshop: Parameters<typeof tryMutant>[0], trial: Trial) => ({
    trial,
    verdict: await tryMutant(workshop, trial),
  })
  const onDone = ({ verdict }: Outcome) => progress.step(verdict.end === 'killed')
  const outcomes = await inWorkshops(stage, options.lanes, trials, perform, onDone).finally(() =>
    stage.server.stop(),
  )
  progress.end()
  const reasons = reasonsAgainst(outcomes)
  if (options.filters.length === 0) {
    reasons.push(...findUnmet(requirementsOf(ground.artifact, catalogue), catalogue.mutants))
    writeSection(harnessPath('out/report.json'), 'mutants', tally(outcomes))
    if (reasons.length === 0) {
      const text = drawMutantsDocument(catalogue, outcomes, ground.artifact)
      const path = repositoryPath('docs/mutants.md')
      reasons.push(...keepDocument({ path, text, by: 'npm run parity:mutants' }, options))
    }
  }
  print(drawTally(outcomes))
  for (const reason of reasons) print(`✗ ${reason}`)
  const { total, killed } = tally(outcomes)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  print(`${total} mutants · ${killed} killed · ${reasons.length} complaints · ${seconds} s`)
  return reasons.length === 0 ? 0 : 1
}

function pickTrials(
  { mutants }: Catalogue,
  scenarios: readonly Scenario[],
  { filters }: MutantOptions,
): Trial[] {
  const all = subjects()
  const isWanted = (text: string) =>
    filters.length === 0 || filters.some((filter) => text.includes(filter))
  return mutants
    .filter(({ id, behaviour }) => isWanted(id) || isWanted(behaviour))
    .flatMap((mutant) =>
      all
        .filter(({ id }) => subjectsOf(mutant).includes(id))
        .map((subject) => ({ mutant, subject, scenarios: scenariosOf(mutant, scenarios) })),
    )
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
