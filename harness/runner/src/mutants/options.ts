import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

export interface MutantOptions {
  /** Mutants whose id or behaviour contains one of these; empty: all. */
  filters: string[]
  lanes: number
  check: boolean
  help: boolean
}

export const usage = `Usage: parity:mutants [options]

  --filter <text>  only mutants whose id or behaviour contains the text; may be repeated
  --lanes <n>      mutants tried at once (default: by the number of cores)
  --check          fail when docs/mutants.md is not what the run shows, instead of writing it
`

export function readMutantOptions(args: readonly string[]): MutantOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      filter: { type: 'string', multiple: true, default: [] },
      lanes: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  // Processes start and calls wait: two for every core keep all of them busy.
  const lanes = Number(values.lanes ?? availableParallelism() * 2)
  if (!Number.isInteger(lanes) || lanes < 1) throw new Error('--lanes is a number from 1')
  return { filters: values.filter, lanes, check: values.check, help: values.help }
}
