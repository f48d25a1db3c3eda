import * as behaviour from './gen/behaviour.ts'

/** Whether a status is retried; a 409 only when the problem itself says so. */
export function isRetriedStatus(status: number, problemRetryable: boolean | undefined): boolean {
  const retried: readonly number[] = behaviour.retryStatuses
  return retried.includes(status) || (status === 409 && problemRetryable === true)
}

/** Full jitter: `random * min(cap, base * 2^n)` milliseconds before retry n, counted from 0. */
export function backoff(retry: number, random: number, base: number): number {
  return random * Math.min(behaviour.backoffCapMs, base * 2 ** retry)
}

/**
 * How many milliseconds the server asks to wait, or undefined when it does not say so in one of the
 * three accepted forms: `retry-after-ms`, `Retry-After` in seconds, `Retry-After` as a date, which is
 * read against the server's own clock (`Date`), never against ours.
 */
export function parseRetryAfter(headers: Headers): number | undefined {
  const milliseconds = parseDecimal(headers.get('retry-after-ms'))
  if (milliseconds !== undefined) return milliseconds
  const value = headers.get('retry-after')
  const seconds = parseDecimal(value)
  // Three decimals are whole milliseconds; the product of the two floats is not always.
  if (seconds !== undefined) return Math.round(seconds * 1000)
  const until = parseImfDate(value)
  const from = parseImfDate(headers.get('date'))
  const wait = until - from
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

function parseDecimal(value: string | null): number | undefined {
  return /^[0-9]{1,9}(\.[0-9]{1,3})?$/.test(value ?? '') ? Number(value) : undefined
}

/** RFC 9110 IMF-fixdate, which is exactly what `toUTCString` writes: the round trip is the grammar. */
function parseImfDate(value: string | null): number {
  const date = new Date(value ?? '')
  return date.toUTCString() === value ? date.getTime() : Number.NaN
}
