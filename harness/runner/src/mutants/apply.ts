import type { Mutant } from './mutant.ts'

/** Refused: what was to be found is not there, or not there alone. */
export class MutantError extends Error {
  override readonly name = 'MutantError'
}

/** The text with the mutant in it. */
export function applyMutant(text: string, { id, find, replace }: Mutant): string {
  const parts = text.split(find)
  const count = parts.length - 1
  if (count !== 1) throw new MutantError(`${id}: what to find occurs ${count} times, not once`)
  return parts.join(replace)
}
