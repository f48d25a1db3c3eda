/** Tells the time, in milliseconds since 1970. */
export interface Clock {
  /** The present for one org; `null` where none is meant. */
  now(orgId: string | null): number
}

export const systemClock: Clock = { now: () => Date.now() }
