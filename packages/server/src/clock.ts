/** Tells the time, in milliseconds since 1970. An org may live in a time of its own: tests do. */
export interface Clock {
  /** The present for one org; `null` where no org is known yet. */
  now(orgId: string | null): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** The only form of a timestamp on the wire: RFC 3339, UTC, three digits of milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString()
}

export function timestampOrNull(ms: number | null): string | null {
  return ms === null ? null : timestamp(ms)
}
