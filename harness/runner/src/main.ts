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
import { runAll, type SubjectRun } from './run/run-all.ts'
import { createStage } from './run/stage.ts'
import { loadScenarios } from './scenario/load.ts'
import { readRules } from './scenario/rules.ts'
import type { Scenario } from './scenario/scenario.ts'
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
  const runs = await play(options, artifact, operations, scenarios, wanted)
  const results = runs.flatMap((run) => run.results)
  const coverage = measureCoverage({
    operations,
    behaviours: artifact['x-behaviour'].rows,
    transitions: artifact['x-transitions'],
    codes: Object.keys(artifact['x-error-codes']),
    scenarios,
    results,
    subjects: wanted.map(({ id }) => id),
  })
  const differential = compareTraces(scenarios, results)
  const partial =
    scenarios.length < all.length ||
    wanted.length < subjects().length ||
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
  for (const { scenario, subject, failures, note, status } of report.cells) {
    if (!isRed(status)) continue
    print(`✗ ${scenario} · ${subject}${note ? `: ${note}` : ''}`)
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

async function play(
  options: RunnerOptions,
  artifact: Artifact,
  operations: readonly Operation[],
  scenarios: readonly Scenario[],
  wanted: readonly Subject[],
): Promise<SubjectRun[]> {
  const words: string[] = []
  const hear = (line: string) => words.push(line)
  const server = await ReferenceServer.start(hear)
  const progress = new Progress(scenarios.length * wanted.length, process.stderr)
  try {
    return await runAll({
      stage: createStage(artifact, operations, server),
      configuration: 'sqlite+memory',
      scenarios,
      subjects: wanted,
      lanes: options.lanes,
      onResult: ({ failures }) => options.progress && progress.step(failures.length === 0),
      onStderr: (subject, line) => words.push(`${subject}: ${line}`),
    })
  } finally {
    if (options.progress) progress.end()
    await server.stop()
    writeFile(options.out, 'stderr.log', `${words.join('\n')}\n`)
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
