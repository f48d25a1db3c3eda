import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Subject } from './subject/subjects.ts'

export interface RunnerOptions {
  /** Scenarios whose id contains one of these, `*` standing for any text; empty: all. */
  filters: string[]
  /** Ids of subjects; empty: all. */
  sdks: string[]
  /** Drivers besides those of the suite; coverage is asked for only of the suite's own. */
  drivers: Subject[]
  trace: boolean
  list: boolean
  help: boolean
  lanes: number
  out: string
  /** The folder of scenarios; coverage is asked for only of the suite's own. */
  scenarios: string
  progress: boolean
  /** Play drawn sequences too, when the whole suite runs. */
  fuzz: boolean
  /** Compare docs/sdk-parity.md with the run instead of writing it. */
  check: boolean
}

export const usage = `Usage: parity [options]

  --filter <text>   only scenarios whose id contains the text (* is any text); may be repeated
  --sdk <id>        only this subject: node, python-sync, python-async; may be repeated
  --driver <id>=<command>  one more driver, started in the current folder; may be repeated
  --trace           print the wire of every run, with times
  --list            print the scenarios and end
  --lanes <n>       driver processes per subject (default: by the number of cores)
  --out <folder>    where report.json, junit.xml and traces go (default: harness/out)
  --scenarios <dir> another folder of scenarios
  --no-progress     no progress bar
  --fuzz            drawn sequences too, as of parity:fuzz; not for a part of the scenarios
  --check           fail when docs/sdk-parity.md is not what the run shows, instead of writing it
`

export function readOptions(
  args: readonly string[],
  defaults: Pick<RunnerOptions, 'out' | 'scenarios'>,
): RunnerOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      filter: { type: 'string', multiple: true, default: [] },
      sdk: { type: 'string', multiple: true, default: [] },
      driver: { type: 'string', multiple: true, default: [] },
      trace: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      lanes: { type: 'string' },
      out: { type: 'string', default: defaults.out },
      scenarios: { type: 'string', default: defaults.scenarios },
      progress: { type: 'boolean', default: true },
      fuzz: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  })
  const lanes = Number(values.lanes ?? Math.max(1, Math.floor(availableParallelism() / 3)))
  if (!Number.isInteger(lanes) || lanes < 1) throw new Error('--lanes is a number from 1')
  return {
    filters: values.filter,
    sdks: values.sdk,
    drivers: values.driver.map(readDriver),
    trace: values.trace,
    list: values.list,
    help: values.help,
    lanes,
    out: values.out,
    scenarios: resolve(values.scenarios),
    progress: values.progress,
    fuzz: values.fuzz,
    check: values.check,
  }
}

function readDriver(text: string): Subject {
  const [, id, command] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? []
  const [program, ...args] = command?.trim().split(/\s+/) ?? []
  if (!id || !program) throw new Error('--driver is <id>=<command with its arguments>')
  return { id, title: id, driver: { command: program, args } }
}

/** Whether a scenario's id is wanted. */
export function isWanted(id: string, filters: readonly string[]): boolean {
  if (filters.length === 0) return true
  return filters.some((filter) => {
    const parts = filter.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(parts.join('.*')).test(id)
  })
}
