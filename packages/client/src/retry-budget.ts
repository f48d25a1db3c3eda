import * as behaviour from './gen/behaviour.ts'
import type { Runtime } from './runtime.ts'

/**
 * A token bucket that all calls of a client share: when a server is down, the retries of a busy
 * client stay a fraction of its calls instead of multiplying them.
 */
export class RetryBudget {
  readonly #runtime: Pick<Runtime, 'monotonic'>
  #tokens = behaviour.budgetCapacity
  #filledAt: number

  constructor(runtime: Pick<Runtime, 'monotonic'>) {
    this.#runtime = runtime
    this.#filledAt = runtime.monotonic()
  }

  /** Called once per call: traffic earns retries. */
  deposit(): void {
    this.#add(behaviour.budgetRefillPerCall)
  }

  /** Takes the token of one retry, if there is one. */
  take(): boolean {
    const now = this.#runtime.monotonic()
    this.#add(((now - this.#filledAt) / 1000) * behaviour.budgetRefillPerSecond)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  #add(tokens: number): void {
    this.#tokens = Math.min(behaviour.budgetCapacity, this.#tokens + tokens)
  }
}
