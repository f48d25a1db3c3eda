import type { Timers } from '../timers.ts'

/** Timers that run only when their time is made to pass. */
export interface ManualTimers extends Timers {
  /** Lets time pass and calls what is due by then, in its order, also what was only begun on the way. */
  advance(ms: number): void
  /** How many are still to come. */
  readonly pending: number
}

interface Timer {
  readonly due: number
  readonly run: () => void
}

export function manualTimers(): ManualTimers {
  const timers = new Set<Timer>()
  let time = 0
  const earliest = () => {
    let next: Timer | null = null
    for (const timer of timers) if (next === null || timer.due < next.due) next = timer
    return next
  }
  return {
    after(ms, run) {
      const timer = { due: time + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const end = time + ms
      for (let next = earliest(); next !== null && next.due <= end; next = earliest()) {
        timers.delete(next)
        time = next.due
        next.run()
      }
      time = end
    },
    get pending() {
      return timers.size
    },
  }
}
