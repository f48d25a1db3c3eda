import { CoxswainError } from '../../coxswain-error.ts'

export type Metadata = Record<string, string>

const maxPairs = 50

/** RFC 7396 on pairs: absent keeps, null removes, null for the whole removes them all. */
export function patchMetadata(
  current: Metadata,
  patch: Readonly<Record<string, string | null>> | null | undefined,
): Metadata {
  if (patch === undefined) return current
  if (patch === null) return {}
  const pairs = new Map(Object.entries(current))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) pairs.delete(name)
    else pairs.set(name, value)
  }
  return bounded('metadata', Object.fromEntries(pairs))
}

/** Refuses what only became too many by being joined with what was there. */
export function bounded<Value>(field: string, pairs: Record<string, Value>): Record<string, Value> {
  if (Object.keys(pairs).length <= maxPairs) return pairs
  const message = `must have at most ${maxPairs} fields together with those that are there`
  throw new CoxswainError('validation_failed', {
    detail: `\`${field}\` ${message}`,
    errors: [{ pointer: `/${field}`, code: 'max_properties', message }],
  })
}
