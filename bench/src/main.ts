import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeMachine, type Machine } from './machine.ts'
import { help, type Options, readOptions } from './options.ts'
import { root } from './process/open-node.ts'
import { profileAll } from './profile/profile-all.ts'
import { measureAll, type Result } from './run/measure.ts'
import { renderResults } from './run/table.ts'
import { suites } from './suites.ts'
import { renderFigures, writeFigures, writeProfiles } from './write-figures.ts'

/** Runs the benchmarks; the exit code says whether they ran, not how fast. */
export async function main(args: readonly string[]): Promise<number> {
  let options: Options
  try {
    options = readOptions(args)
  } catch (error) {
    console.error((error as Error).message)
    return 2
  }
  if (options.help) return tell(help)
  if (options.list) return tell(suites.flatMap(({ ids }) => ids).join('\n'))
  if (options.profile) return profile(options)
  return compare(options)
}

function tell(text: string): number {
  console.log(text)
  return 0
}

async function compare(options: Options): Promise<number> {
  const machine = describeMachine()
  const results = await measureSuites(options)
  if (results.length === 0) {
    console.error(`No comparison begins with ${options.filter}; --list lists them.`)
    return 2
  }
  const report = { machine, rounds: options.rounds, quick: options.quick, results }
  keep('results.json', JSON.stringify(report, null, 2))
  keep('results.md', renderFigures(machine, options.rounds, results))
  console.log(options.json ? JSON.stringify(report, null, 2) : textOf(machine, results))
  if (options.write) writeFigures(machine, options.rounds, results)
  return 0
}

async function measureSuites({ effort, filter, rounds, before }: Options): Promise<Result[]> {
  const results: Result[] = []
  for (const suite of suites) {
    const wanted = suite.ids.filter((id) => id.startsWith(filter))
    if (wanted.length === 0) continue
    const { comparisons, close } = await suite.open({ effort, before })
    try {
      const chosen = comparisons.filter(({ id }) => wanted.includes(id))
      const measured = await measureAll(chosen, rounds, ({ id }, contender, round) => {
        console.error(`${round + 1}/${rounds}  ${id}  ${contender}`)
      })
      results.push(...measured)
    } finally {
      await close()
    }
  }
  return results
}

async function profile({ filter, write }: Options): Promise<number> {
  const text = await profileAll(filter)
  keep('profiles.md', text)
  console.log(text)
  if (write) writeProfiles(text)
  return 0
}

function textOf(machine: Machine, results: readonly Result[]): string {
  const { cores, cpu, node, python, sqlite, load } = machine
  const facts = `${cores} cores of ${cpu}, Node ${node}, Python ${python}, SQLite ${sqlite}`
  return `${facts}, load ${load.join(' ')}\n\n${renderResults(results, '#')}\n`
}

function keep(name: string, text: string): void {
  const folder = join(root, 'bench/out')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${text.trimEnd()}\n`)
}
