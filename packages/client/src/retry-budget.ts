import * as behaviour from './gen/behaviour.ts'
import type { Runtime } from './runtime.ts'

/**
 * A token bucket that all calls of a client share: when a server is down, the retries of a busy
 * client stay a fraction of its calls instead of multiplying them.
 */
export interface RetryBudget {
  /** Called once per call: traffic earns retries. */
  deposit(): void
  /** Takes the token of one retry, if there is one. */
  take(): boolean
}

export function createRetryBudget(runtime: Pick<Runtime, 'monotonic'>): RetryBudget {
  let tokens = behaviour.budgetCapacity
  let filledAt = runtime.monotonic()
  const add = (more: number) => {
    tokens = Math.min(behaviour.budgetCapacity, tokens + more)
  }
  return {
    deposit: () => add(behaviour.budgetRefillPerCall),
    take: () => {
      const now = runtime.monotonic()
      add(((now - filledAt) / 1000) * behaviour.budgetRefillPerSecond)
      filledAt = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
