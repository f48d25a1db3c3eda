import type { CoxswainOptions } from '@coxswain/client'

export interface VirtualTime {
  readonly runtime: NonNullable<CoxswainOptions['runtime']>
  /** Milliseconds that have been slept. */
  readonly elapsed: () => number
  /** Timers that are set and neither rang nor were cancelled. */
  readonly timers: () => number
}

/** Time that passes only when somebody sleeps. */
export function createVirtualTime(): VirtualTime {
  let elapsed = 0
  const timers = new Set<object>()
  return {
    elapsed: () => elapsed,
    timers: () => timers.size,
    runtime: {
      now: () => Date.UTC(2026, 0) + elapsed,
      monotonic: () => elapsed,
      random: Math.random,
      async sleep(ms) {
        elapsed += ms
      },
      timer() {
        const timer = {}
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
  }
}
