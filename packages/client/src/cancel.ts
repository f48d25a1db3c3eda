import { AbortedError } from './errors.ts'
import type { Runtime } from './runtime.ts'

export interface Guard {
  readonly runtime: Pick<Runtime, 'timer'>
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  /** Milliseconds until `onTimeout` makes the error to reject with; Infinity for no limit. */
  readonly limit: number
  readonly onTimeout: () => Error
  readonly operation: string
}

/**
 * Runs `work` until it ends, its time is up, or the caller aborts, whichever comes first, and in the
 * latter cases aborts the signal that `work` was given. It does not rely on `work` to obey: a custom
 * fetch may ignore signals.
 *
 * The controller is ours and the listener on the caller's signal goes in `finally`, because
 * `AbortSignal.any` and `AbortSignal.timeout` leave 2 kB per call behind on a long-lived signal.
 */
export async function guard<T>(
  { runtime, signal, limit, onTimeout, operation }: Guard,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const aborted = () => new AbortedError({ cause: signal?.reason, operation })
  if (signal?.aborted) throw aborted()
  if (limit <= 0) throw onTimeout()
  // Ours is the first listener: what `work` makes of the abort comes later, and is not heard.
  const stopped = new Promise<never>((_, reject) =>
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason)),
  )
  const onAbort = () => controller.abort(aborted())
  signal?.addEventListener('abort', onAbort)
  const cancelTimer = limit < Infinity && runtime.timer(limit, () => controller.abort(onTimeout()))
  try {
    return await Promise.race([work(controller.signal), stopped])
  } finally {
    if (cancelTimer) cancelTimer()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** A controller that aborts when a caller's signal does, until it is told to let go. */
export function follow(signal: AbortSignal | undefined): {
  controller: AbortController
  letGo: () => void
} {
  const controller = new AbortController()
  const onAbort = () => controller.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  return { controller, letGo: () => signal?.removeEventListener('abort', onAbort) }
}
