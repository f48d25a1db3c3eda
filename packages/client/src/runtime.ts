/**
 * Time and chance. Retry, budget, timeouts, idempotency keys and logs take them from here and from
 * nowhere else, so that a test, a simulation or an unusual platform can replace them.
 */
export interface Runtime {
  /** Milliseconds since the epoch. Default: `Date.now`. */
  now(): number
  /** Milliseconds that never go back. Default: `performance.now`. */
  monotonic(): number
  /** Resolves after `ms`, rejects when the signal aborts. Asked for every wait, also one of 0. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Calls back once after `ms` unless the returned function is called first. */
  timer(ms: number, callback: () => void): () => void
  /** At least 0, less than 1. Default: from `crypto.getRandomValues`. */
  random(): number
}

/** setTimeout fires at once beyond this. */
const longestTimer = 2 ** 31 - 1

function timer(ms: number, callback: () => void): () => void {
  const handle = setTimeout(callback, Math.min(ms, longestTimer))
  return () => clearTimeout(handle)
}

/**
 * Also a wait of 0 takes a turn of the event loop: that is when Node gives the connection of the last
 * answer back.
 */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel()
      reject(signal.reason)
    }
    const cancel = timer(ms, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    signal.addEventListener('abort', stop)
  })
}

// Asking the platform costs 2 us each time; a pool spreads that over 256 numbers.
const pool = new Uint32Array(256)
let used = pool.length

function random(): number {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  return (pool[used++] ?? 0) / 2 ** 32
}

export const defaultRuntime: Runtime = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep,
  timer,
  random,
})

/** Completes a runtime; its functions stay methods of the object that was given. */
export function resolveRuntime(custom: Partial<Runtime> = {}): Runtime {
  const functions = Object.entries(defaultRuntime).map(([name, own]) => {
    const given = custom[name as keyof Runtime] as (() => unknown) | undefined
    return [name, given?.bind(custom) ?? own]
  })
  return Object.freeze(Object.fromEntries(functions))
}
