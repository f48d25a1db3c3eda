import { parseArgs } from 'node:util'

export interface FuzzOptions {
  sequences: number
  seed: number
  /** No sequence is begun after so many seconds. */
  seconds: number
  progress: boolean
}

/** What runs with every suite. */
export const usualFuzz: FuzzOptions = { sequences: 1200, seed: 1, seconds: 480, progress: true }

export const usage = `Usage: parity:fuzz [options]

  --sequences <n>  how many are drawn (default: ${usualFuzz.sequences})
  --seed <n>       what they are drawn with (default: ${usualFuzz.seed}); the same seed draws the same ones
  --seconds <n>    draw no more of them after this time (default: ${usualFuzz.seconds})
  --no-progress    no progress bar
`

/** Undefined: help is asked for. */
export function readFuzzOptions(args: readonly string[]): FuzzOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      sequences: { type: 'string' },
      seed: { type: 'string' },
      seconds: { type: 'string' },
      progress: { type: 'boolean', default: usualFuzz.progress },
      help: { type: 'boolean', default: false },
    },
  })
  const number = (name: 'sequences' | 'seed' | 'seconds') => {
    const value = Number(values[name] ?? usualFuzz[name])
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a number from 1`)
    return value
  }
  if (values.help) return undefined
  return {
    sequences: number('sequences'),
    seed: number('seed'),
    seconds: number('seconds'),
    progress: values.progress,
  }
}
