// Everything that must pass, two steps at a time. The last lines say what was not run, and how many passed.
import { readFileSync } from 'node:fs'
import { readOptions } from './read-options.ts'
import { openPostgres, postgresVariable } from './services/open-postgres.ts'
import { countTests, sum, tellLeft } from './suite/count.ts'
import { runStep } from './suite/run-step.ts'
import { schedule } from './suite/schedule.ts'
import type { StepResult } from './suite/step.ts'
import { steps } from './suite/steps.ts'

const logFolder = '.cache/suite/logs'
const marks = { passed: 'ok    ', failed: 'FAILED', 'not run': 'NOT RUN' } as const

const { values, positionals } = readOptions({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
})
if (values.help) {
  console.log('npm test [-- <step> ...]   run everything, or the steps whose names are given')
  console.log(`steps: ${steps.map(({ name }) => name).join(', ')}`)
  process.exit(0)
}
const unknown = positionals.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`There is no step named ${unknown.join(', ')}; --help lists them.`)
  process.exit(2)
}

const chosen = positionals.length === 0 ? steps : steps.filter((s) => positionals.includes(s.name))
const selected = chosen.map((step) => ({
  ...step,
  after: (step.after ?? []).filter((name) => chosen.some((other) => other.name === name)),
}))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143))
}

const started = performance.now()
const ci = process.env['CI'] === 'true'
const postgres = selected.some(({ needs }) => needs === 'postgres')
  ? await openPostgres({ install: ci }).catch(fail)
  : undefined
if (postgres) process.env[postgresVariable] = postgres.url
const results = await schedule(selected, {
  places: 2,
  run: (step) => runStep(step, logFolder),
  onDone: report,
}).finally(() => postgres?.stop())

const failures = results.filter((result) => result.outcome === 'failed')
for (const failure of failures) {
  console.log(`\n--- ${failure.step.name} (${failure.log})`)
  console.log(lastLines(failure.log, 120))
}
const { passed, failed, left } = sum(results.map(countTests))
console.log(
  `\n${chosen.length} step${chosen.length === 1 ? '' : 's'} in ${duration((performance.now() - started) / 1000)}`,
)
for (const result of results) {
  for (const line of tellLeft(result.step.name, countTests(result))) console.log(line)
}
console.log(
  `${passed} passed, ${failed} failed${left.length > 0 ? `, ${left.length} skipped` : ''}`,
)
process.exitCode = failed === 0 ? 0 : 1

function fail(error: unknown): never {
  console.log(`PostgreSQL could not be started: ${error instanceof Error ? error.message : error}`)
  console.log('0 passed, 1 failed')
  process.exit(1)
}

function report(result: StepResult): void {
  const { passed, failed, left } = countTests(result)
  const more = left.length > 0 ? `, ${left.length} not run` : ''
  const tests = result.step.report === undefined ? '' : `${passed} passed, ${failed} failed${more}`
  const columns = [
    marks[result.outcome],
    result.step.name.padEnd(14),
    duration(result.seconds).padStart(8),
    tests,
  ]
  console.log(columns.join('  ').trimEnd())
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

function lastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}
