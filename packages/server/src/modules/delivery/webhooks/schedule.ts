const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How long after an attempt the next one follows: the first at once, eight in about 28 hours. */
export const delays: readonly number[] = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
]

/** A receiver that asks for more gets this. */
const longestWish = 24 * hour
/** Each wait is up to this much shorter or longer, so that what failed at once does not come back at once. */
const jitter = 0.1

/** What a receiver wishes: a number of seconds or a date; `null` when it says neither. */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * second
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

/**
 * Milliseconds until the next attempt after `attempts` were made, `null` when there is none. What the
 * receiver wishes may only make it longer.
 */
export function nextDelay(attempts: number, wish: number | null, random: number): number | null {
  const delay = delays[attempts]
  if (delay === undefined) return null
  const spread = Math.round(delay * (1 - jitter + 2 * jitter * random))
  return Math.max(spread, Math.min(wish ?? 0, longestWish))
}
