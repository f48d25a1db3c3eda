import { parseArgs } from 'node:util'

export interface Options {
  readonly quick: boolean
  readonly filter: string
  readonly json: boolean
  readonly write: boolean
  readonly profile: boolean
  readonly rounds: number
  readonly effort: number
  readonly before: string | null
  readonly list: boolean
  readonly help: boolean
}

export const help = `npm run bench [-- <option> ...]   all contenders side by side, in one run
  --quick             one short round: whether it runs, not how fast
  --filter <text>     only the comparisons whose id begins with it
  --rounds <n>        rounds of all contenders, 5 when not given
  --effort <share>    how long each measurement takes, 1 when not given
  --before <folder>   a checkout of an earlier revision, as one more contender
  --profile           where the time goes, by function, instead of figures
  --json              the results as JSON on stdout
  --write             put the figures into docs/benchmarks.md
  --list              the ids of all comparisons`

const flag = { type: 'boolean', default: false } as const

/** Throws a sentence for people on what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: flag,
      json: flag,
      write: flag,
      profile: flag,
      list: flag,
      help: { ...flag, short: 'h' },
      filter: { type: 'string', default: '' },
      rounds: { type: 'string' },
      effort: { type: 'string' },
      before: { type: 'string' },
    },
  })
  const { rounds = values.quick ? '1' : '5', before = null, ...rest } = values
  const effort = Number(values.effort ?? (values.quick ? '0.1' : '1'))
  if (!/^[1-9]\d?$/.test(rounds)) throw new TypeError(`--rounds takes 1 to 99, not ${rounds}`)
  if (!(effort > 0 && effort <= 10)) throw new TypeError('--effort takes a share of up to 10')
  if (values.write && (values.quick || values.filter !== '')) {
    throw new TypeError('--write takes a whole run: without --quick and without --filter')
  }
  return { ...rest, rounds: Number(rounds), effort, before }
}
