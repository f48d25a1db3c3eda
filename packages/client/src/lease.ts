import { ConflictError } from './errors.ts'
import type { Runtime } from './runtime.ts'

export interface Lease {
  readonly runtime: Pick<Runtime, 'monotonic' | 'timer'>
  /** Milliseconds that a claim, or a renewal, holds. */
  readonly duration: number
  /** `runtime.monotonic()` before the claim was sent: the lease began later, if anything. */
  readonly claimedAt: number
  /** Renews within the milliseconds given, unless the signal aborts. */
  readonly renew: (within: number, signal: AbortSignal) => Promise<unknown>
  /** Called once, when a renewal was refused or none succeeded in time. */
  readonly onLost: (cause: unknown) => void
}

/**
 * Renews a lease every third of its duration, which leaves room for one that fails. Returns the
 * function that ends it, after which no timer and no request of it is left.
 *
 *     held ── a third ──▶ renewing ── renewed, or failed otherwise ──▶ held
 *       └── the lease runs out ──▶ lost ◀── 409 ──┘
 */
export function keepLease({ runtime, duration, claimedAt, renew, onLost }: Lease): () => void {
  const controller = new AbortController()
  const interval = duration / 3
  const stop = () => {
    cancelTick()
    cancelEnd()
    controller.abort()
  }
  const lose = (cause?: unknown) => {
    stop()
    onLost(cause)
  }
  const holdFrom = (time: number) =>
    runtime.timer(time + duration - runtime.monotonic(), () => lose())
  const tick = async () => {
    cancelTick = runtime.timer(interval, tick)
    const sentAt = runtime.monotonic()
    try {
      await renew(interval, controller.signal)
      if (controller.signal.aborted) return
      cancelEnd()
      cancelEnd = holdFrom(sentAt)
    } catch (error) {
      if (error instanceof ConflictError && !controller.signal.aborted) lose(error)
    }
  }
  let cancelEnd = holdFrom(claimedAt)
  let cancelTick = runtime.timer(interval, tick)
  return stop
}
