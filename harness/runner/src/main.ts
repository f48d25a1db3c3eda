import { type Artifact, readArtifact } from './contract/artifact.ts'
import { type Operation, readOperations } from './contract/operation.ts'
import { measureCoverage } from './coverage/coverage.ts'
import { compareTraces } from './differential/compare.ts'
import { drawFaults, tallyFaults } from './faults/tally.ts'
import { drawDistribution } from './fuzz/draw-distribution.ts'
import type { FuzzOutcome } from './fuzz/fuzz.ts'
import { runFuzz } from './fuzz/fuzz-main.ts'
import { usualFuzz } from './fuzz/options.ts'
import { readKnownFailures } from './known/known-failures.ts'
import { listMutants } from './mutants/catalogue.ts'
import { readRecord } from './mutants/operators/record.ts'
import { sectionOf } from './mutants/operators/score.ts'
import { isWanted, type RunnerOptions, readOptions, usage } from './options.ts'
import { harnessPath } from './paths.ts'
import { buildReport } from './report/build-report.ts'
import { drawTrace } from './report/draw-trace.ts'
import { drawMatrix } from './report/matrix.ts'
import { Progress } from './report/progress.ts'
import { isRed } from './report/status.ts'
import { judge } from './report/verdict.ts'
import { keepDocuments, writeFile, writeReports } from './report/write-reports.ts'
import { columnOf } from './run/result.ts'
import { runAll, type SubjectRun } from './run/run-all.ts'
import { createStage } from './run/stage.ts'
import { loadScenarios } from './scenario/load.ts'
import { readRules } from './scenario/rules.ts'
import type { Scenario } from './scenario/scenario.ts'
import {
  availableConfigurations,
  type Configuration,
  configurations,
} from './server/configuration.ts'
import { ReferenceServer } from './server/reference-server.ts'
import { type Subject, subjects } from './subject/subjects.ts'

/** The parity suite: returns the exit code. What keeps it from running is told in words. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await runSuite(args)
  } catch (error) {
    process.stderr.write(`parity could not run: ${(error as Error).message}\n`)
    return 1
  }
}

async function runSuite(args: readonly string[]): Promise<number> {
  const options = readOptions(args, {
    out: harnessPath('out'),
    scenarios: harnessPath('scenarios'),
  })
  if (options.help) return print(usage)
  const startedAt = new Date()
  const artifact = readArtifact()
  const operations = readOperations(artifact)
  const all = loadScenarios({
    folder: options.scenarios,
    operations,
    behaviours: artifact['x-behaviour'].rows,
    transitions: artifact['x-transitions'],
    rules: readRules(),
  })
  const scenarios = all.filter(({ id }) => isWanted(id, options.filters))
  if (options.list) return print(scenarios.map(({ id, title }) => `${id}  ${title}`).join('\n'))
  const known = readKnownFailures(harnessPath('known-failing'))
  const wanted = pickSubjects(options)
  const grounds = pickConfigurations(options)
  const runs: SubjectRun[] = []
  const words: string[] = []
  for (const configuration of grounds) {
    const parts = { options, artifact, operations, scenarios, wanted, configuration, words }
    runs.push(...(await play(parts)))
  }
  writeFile(options.out, 'stderr.log', `${words.join('\n')}\n`)
  const results = runs.flatMap((run) => run.results)
  const coverage = measureCoverage({
    operations,
    behaviours: artifact['x-behaviour'].rows,
    transitions: artifact['x-transitions'],
    codes: Object.keys(artifact['x-error-codes']),
    scenarios,
    results,
    columns: wanted.flatMap(({ id: subject }) =>
      grounds.map(({ id: configuration }) => columnOf({ subject, configuration })),
    ),
  })
  const differential = compareTraces(scenarios, results)
  const partial =
    scenarios.length < all.length ||
    wanted.length < subjects().length ||
    grounds.length < configurations.length ||
    options.drivers.length > 0 ||
    options.scenarios !== harnessPath('scenarios')
  const fuzzed = partial || !options.fuzz ? undefined : await playDrawn(options)
  const report = buildReport({
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    scenarios,
    runs,
    coverage,
    differential,
    behaviours: artifact['x-behaviour'].rows,
    known,
    fuzz: fuzzed?.report ?? null,
    operators: partial ? null : sectionOf(readRecord()),
  })
  const reasons = judge({ report, coverage, differential, known, scenarios, partial })
  const faults = tallyFaults(operations, results)
  reasons.push(...faults.lost.map((run) => `${run}: lost what it was told`))
  reasons.push(...faults.doubled.map((run) => `${run}: its effect happened twice`))
  reasons.push(...(fuzzed?.reasons ?? []))
  const { covered, total } = faults.operations
  if (!partial && covered < total) reasons.push(`${total - covered} operations without faults`)
  const mutants = listMutants(harnessPath('mutants'))
  const sources = { artifact, operations, scenarios, mutants, report, runs }
  if (report.totals.fail === 0 && reasons.length === 0 && !partial) {
    reasons.push(...keepDocuments(sources, options))
  }
  await writeReports(options.out, { ...sources, reasons, partial })
  if (options.trace) print(results.map(drawTrace).join('\n'))
  for (const cell of report.cells) {
    const { scenario, failures, note, status } = cell
    if (!isRed(status)) continue
    print(`✗ ${scenario} · ${columnOf(cell)}${note ? `: ${note}` : ''}`)
    for (const { path, message } of failures.slice(0, 5)) print(`    ${path}: ${message}`)
  }
  for (const reason of reasons.slice(0, 40)) print(`✗ ${reason}`)
  if (reasons.length > 40) print(`✗ and ${reasons.length - 40} more`)
  print(drawMatrix(report))
  print(drawFaults(faults))
  return report.totals.fail === 0 && reasons.length === 0 ? 0 : 1
}

function pickSubjects({ sdks, drivers }: RunnerOptions): Subject[] {
  const all = [...subjects(), ...drivers]
  const unknown = sdks.find((id) => !all.some((subject) => subject.id === id))
  if (unknown) throw new Error(`there is no subject ${unknown}`)
  return sdks.length === 0 ? all : all.filter(({ id }) => sdks.includes(id))
}

function pickConfigurations({ configurations: ids }: RunnerOptions): Configuration[] {
  if (ids.length === 0) return availableConfigurations()
  return ids.map((id) => {
    const found = configurations.find((configuration) => configuration.id === id)
    if (!found) throw new Error(`there is no configuration ${id}`)
    return found
  })
}

interface Play {
  options: RunnerOptions
  artifact: Artifact
  operations: readonly Operation[]
  scenarios: readonly Scenario[]
  wanted: readonly Subject[]
  configuration: Configuration
  /** Takes in what server and drivers print. */
  words: string[]
}

/** Every scenario for every subject, on one database. */
async function play(parts: Play): Promise<SubjectRun[]> {
  const { options, artifact, operations, scenarios, wanted, configuration, words } = parts
  const hear = (line: string) => words.push(`${configuration.id}: ${line}`)
  const ground = await configuration.open()
  const server = await ReferenceServer.start(hear, ground.env, configuration.id).catch(
    async (error: unknown) => {
      await ground.close()
      throw error
    },
  )
  const progress = new Progress(scenarios.length * wanted.length, process.stderr)
  try {
    return await runAll({
      stage: createStage(artifact, operations, server),
      scenarios,
      subjects: wanted,
      lanes: options.lanes,
      onResult: ({ failures }) => options.progress && progress.step(failures.length === 0),
      onStderr: (subject, line) => hear(`${subject}: ${line}`),
    })
  } finally {
    if (options.progress) progress.end()
    await server.stop()
    await ground.close()
  }
}

/** Sequences besides scenarios; with the figures that they are judged by. */
async function playDrawn({ progress }: RunnerOptions): Promise<FuzzOutcome> {
  const startedAt = performance.now()
  const outcome = await runFuzz({ ...usualFuzz, progress })
  print(drawDistribution(outcome.report, (performance.now() - startedAt) / 1000))
  return outcome
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
