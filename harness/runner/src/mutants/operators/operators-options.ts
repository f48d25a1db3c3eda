import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Language } from './list-changes.ts'

export interface OperatorOptions {
  languages: Language[]
  /** Changes per language; Infinity for all there are. */
  sample: number
  seed: number
  lanes: number
  record: boolean
  help: boolean
}

export const usage = `Usage: parity:operators [options]

  --language <name>  typescript or python; default: both
  --sample <n>       changes per language, drawn by the seed (default: 40)
  --all              every change there is, which takes hours
  --seed <n>         which changes are drawn (default: 1)
  --lanes <n>        changes tried at once (default: by the number of cores)
  --record           keep the result for docs/mutants.md
`

export function readOperatorOptions(args: readonly string[]): OperatorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      language: { type: 'string' },
      sample: { type: 'string', default: '40' },
      all: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      lanes: { type: 'string' },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { language } = values
  if (language !== undefined && language !== 'typescript' && language !== 'python') {
    throw new Error('--language is typescript or python')
  }
  return {
    languages: language === undefined ? ['typescript', 'python'] : [language],
    sample: values.all ? Number.POSITIVE_INFINITY : natural('--sample', values.sample),
    seed: natural('--seed', values.seed),
    lanes: natural('--lanes', values.lanes ?? String(availableParallelism() * 2)),
    record: values.record,
    help: values.help,
  }
}

function natural(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a number from 1`)
  return value
}
