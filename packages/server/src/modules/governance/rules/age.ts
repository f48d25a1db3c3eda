/** How far another clock may be ahead of this one, in milliseconds. */
const maxAheadMs = 60_000

/**
 * Whether what is said to be of a time is neither too old nor of the future. Without a time nobody
 * knows how old it is, which matters only where an age is asked for.
 */
export function isFresh(
  at: string | null | undefined,
  maxAgeSeconds: number | null | undefined,
  now: number,
): boolean {
  const asksForAge = maxAgeSeconds !== null && maxAgeSeconds !== undefined
  if (at === null || at === undefined) return !asksForAge
  const age = now - Date.parse(at)
  return age >= -maxAheadMs && (!asksForAge || age <= maxAgeSeconds * 1000)
}
