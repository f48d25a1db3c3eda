import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Language, languages } from './list-changes.ts'

export interface OperatorOptions {
  languages: readonly Language[]
  /** Changes per language; Infinity for all there are. */
  sample: number
  seed: number
  /** Only changes whose id or file contains one of these; empty: all. */
  filters: string[]
  lanes: number
  /** How many scenarios far from a change it meets; default: a hundred. */
  far: number | undefined
  mode: 'try' | 'record' | 'redraw' | 'check'
  help: boolean
}

export const usage = `Usage: parity:operators [options]

  --language <name>  typescript or python; default: both
  --sample <n>       changes per language, drawn by the seed (default: 160)
  --all              every change there is, which takes hours
  --seed <n>         which changes are drawn (default: 1)
  --filter <text>    only changes whose id or file contains the text; may be repeated
  --deep             let changes meet every scenario, not only those near and a hundred others
  --lanes <n>        changes tried at once (default: by the number of cores)
  --record           keep the result, and write docs/operators.md from it
  --redraw           write docs/operators.md anew from what is kept, for other explanations
  --check            try a few, and fail when what is kept no longer speaks of this code
`

/** A run that is kept, and any run of the same size and seed, explains its survivors. */
export const documented = { sample: 160, seed: 1 }
/** Whether every change that is drawn is one that the record has, or would have. */
export function isPartOfDocumented({ seed, sample, filters }: OperatorOptions): boolean {
  return seed === documented.seed && sample <= documented.sample && filters.length === 0
}

/** So many per language are few enough for every run of the tests. */
const slice = 8

export function readOperatorOptions(args: readonly string[]): OperatorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      language: { type: 'string' },
      sample: { type: 'string' },
      all: { type: 'boolean', default: false },
      seed: { type: 'string' },
      filter: { type: 'string', multiple: true, default: [] },
      lanes: { type: 'string' },
      deep: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      redraw: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const chosen = languages.filter((name) => (values.language ?? name) === name)
  if (chosen.length === 0) throw new Error(`--language is one of ${languages.join(', ')}`)
  const isDocumented = values.record || values.redraw || values.check
  const others = [values.language, values.sample, values.seed].some((value) => value !== undefined)
  if (isDocumented && (others || values.all || values.filter.length > 0)) {
    throw new Error('--record, --redraw and --check draw what is documented, and nothing else')
  }
  const isOpen = values.all || (values.filter.length > 0 && values.sample === undefined)
  const size = values.check ? slice : documented.sample
  return {
    languages: chosen,
    sample: isOpen ? Number.POSITIVE_INFINITY : natural('--sample', values.sample, size),
    seed: natural('--seed', values.seed, documented.seed),
    filters: values.filter,
    lanes: natural('--lanes', values.lanes, availableParallelism() * 2),
    far: values.deep ? Number.POSITIVE_INFINITY : undefined,
    mode: modeOf(values),
    help: values.help,
  }
}

function modeOf(values: { record: boolean; redraw: boolean; check: boolean }) {
  if (values.record) return 'record'
  if (values.redraw) return 'redraw'
  return values.check ? 'check' : 'try'
}

function natural(name: string, text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is a number from 1`)
  return value
}
