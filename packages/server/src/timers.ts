/** Calls back later. Replaceable, so that in a test a day of waiting takes no time. */
export interface Timers {
  /** Calls `run` once, `ms` from now at the earliest. The result calls it off. */
  after(ms: number, run: () => void): () => void
}

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Whether a promise settled in time. Its outcome is left to whoever else waits for it. */
export function settledWithin(
  promise: Promise<unknown>,
  ms: number,
  timers: Timers,
): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = timers.after(ms, () => resolve(false))
    const settle = () => {
      cancel()
      resolve(true)
    }
    promise.then(settle, settle)
  })
}
