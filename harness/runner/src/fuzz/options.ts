import { parseArgs } from 'node:util'

export interface FuzzOptions {
  sequences: number
  seed: number
  /** No sequence is begun after so many seconds. */
  seconds: number
  help: boolean
}

export const usage = `Usage: parity:fuzz [options]

  --sequences <n>  how many are drawn (default: 500)
  --seed <n>       what they are drawn with (default: 1); the same seed draws the same ones
  --seconds <n>    draw no more of them after this time (default: 240)
`

export function readFuzzOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sequences: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '240' },
      help: { type: 'boolean', default: false },
    },
  })
  const number = (name: 'sequences' | 'seed' | 'seconds') => {
    const value = Number(values[name])
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a number from 1`)
    return value
  }
  return {
    sequences: number('sequences'),
    seed: number('seed'),
    seconds: number('seconds'),
    help: values.help,
  }
}
