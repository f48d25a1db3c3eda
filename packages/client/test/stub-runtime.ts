import type { Runtime } from '../src/runtime.ts'

export interface StubRuntime extends Runtime {
  /** Every wait that was asked for, in milliseconds. */
  readonly sleeps: number[]
  /** Timers that are still set. */
  readonly timers: ReadonlySet<unknown>
  /** Lets time pass and calls back the timers that are due. */
  advance(ms: number): void
}

/** Time that stands still unless someone sleeps, and chance that is always one half. */
export function createStubRuntime(start = Date.UTC(2026, 10, 21)): StubRuntime {
  let elapsed = 0
  const sleeps: number[] = []
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  const advance = (ms: number) => {
    elapsed += ms
    for (const timer of [...timers])
      if (timer.at <= elapsed && timers.delete(timer)) timer.callback()
  }
  return {
    sleeps,
    timers,
    advance,
    now: () => start + elapsed,
    monotonic: () => elapsed,
    random: () => 0.5,
    sleep: async (ms) => {
      sleeps.push(ms)
      advance(ms)
    },
    timer: (ms, callback) => {
      const timer = { at: elapsed + ms, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
}
