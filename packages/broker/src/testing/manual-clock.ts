import type { Clock } from '../clock.ts'

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  advance(ms: number): void
}

export function manualClock(start = Date.parse('2026-02-13T18:00:00.000Z')): ManualClock {
  let time = start
  return {
    now: () => time,
    advance(ms) {
      time += ms
    },
  }
}
