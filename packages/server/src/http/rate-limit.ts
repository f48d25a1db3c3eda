import type { Clock } from '../clock.ts'
import { CoxswainError } from '../coxswain-error.ts'

export interface RatePolicy {
  /** Requests per window. */
  readonly limit: number
  readonly windowSeconds: number
}

/** Who asks, for a policy that depends on it. */
export interface RateSubject {
  readonly orgId: string | null
  readonly operation: string
  readonly requestId: string
}

/** One policy for every org, or one for each request; `undefined` is no limit. */
export type RateLimit = RatePolicy | ((subject: RateSubject) => RatePolicy | undefined)

interface Window {
  readonly orgId: string | null
  readonly endsAt: number
  used: number
}

/** Windows to remember, at least, before those that are over are swept out. */
const sweepAt = 10_000

/**
 * Counts requests per org in fixed windows, in this process: counters never join a unit of work,
 * and a limit is a protection, not an account.
 */
export class RateLimiter {
  readonly #limit: RateLimit | undefined
  readonly #clock: Clock
  readonly #windows = new Map<string, Window>()
  #sweepAt = sweepAt

  constructor(limit: RateLimit | undefined, clock: Clock) {
    this.#limit = limit
    this.#clock = clock
  }

  /** Counts one request. Returns the headers that tell how much is left; throws when nothing is. */
  take(subject: RateSubject): Record<string, string> {
    const policy = typeof this.#limit === 'function' ? this.#limit(subject) : this.#limit
    if (policy === undefined) return {}
    const now = this.#clock.now(subject.orgId)
    const window = this.#window(subject, policy, now)
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000))
    window.used += 1
    const left = Math.max(0, policy.limit - window.used)
    const headers = {
      'RateLimit-Policy': `"default";q=${policy.limit};w=${policy.windowSeconds}`,
      RateLimit: `"default";r=${left};t=${seconds}`,
    }
    if (window.used <= policy.limit) return headers
    throw new CoxswainError('rate_limited', {
      detail: `this org may send ${policy.limit} requests in ${policy.windowSeconds} s`,
      retryAfter: seconds,
      headers,
    })
  }

  #window({ orgId }: RateSubject, { limit, windowSeconds }: RatePolicy, now: number): Window {
    const key = `${orgId ?? ''} ${limit}/${windowSeconds}`
    const known = this.#windows.get(key)
    const endsAt = now + windowSeconds * 1000
    // A window that ends later than a fresh one would was opened before the clock stepped back.
    if (known !== undefined && now < known.endsAt && known.endsAt <= endsAt) return known
    if (this.#windows.size >= this.#sweepAt) this.#sweep()
    const fresh = { orgId, endsAt, used: 0 }
    this.#windows.set(key, fresh)
    return fresh
  }

  /** What is left has to double until the next time: with many orgs at work, most of it is not over. */
  #sweep(): void {
    for (const [key, { orgId, endsAt }] of this.#windows) {
      if (endsAt <= this.#clock.now(orgId)) this.#windows.delete(key)
    }
    this.#sweepAt = Math.max(sweepAt, 2 * this.#windows.size)
  }
}
