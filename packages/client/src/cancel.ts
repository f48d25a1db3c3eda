import { AbortedError } from './errors.ts'
import type { Runtime } from './runtime.ts'
import type { Call } from './transport.ts'

/**
 * Runs `work` until it ends, its time is up, or the caller aborts, whichever comes first, and in the
 * latter cases aborts the signal that `work` was given. It does not rely on `work` to obey: a custom
 * fetch may ignore signals. `limit` is how many milliseconds there are until `onTimeout` makes the
 * error to reject with; Infinity for no limit.
 *
 * The controller is ours and the listener on the caller's signal goes in `finally`, because
 * `AbortSignal.any` and `AbortSignal.timeout` leave 2 kB per call behind on a long-lived signal.
 */
export async function guard<T>(
  { signal, operation }: Pick<Call, 'signal' | 'operation'>,
  runtime: Pick<Runtime, 'timer'>,
  limit: number,
  onTimeout: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const aborted = (cause: unknown) => new AbortedError({ cause, operation: operation.id })
  const [controller, letGo] = follow(signal, aborted)
  const inner = controller.signal
  let cancelTimer: (() => void) | undefined
  try {
    inner.throwIfAborted()
    if (limit <= 0) throw onTimeout()
    if (limit < Infinity) cancelTimer = runtime.timer(limit, () => controller.abort(onTimeout()))
    return await new Promise<T>((resolve, reject) => {
      // Ours is the first listener: what `work` makes of the abort comes later, and is not heard.
      inner.addEventListener('abort', () => reject(inner.reason))
      work(inner).then(resolve, reject)
    })
  } finally {
    cancelTimer?.()
    letGo()
  }
}

/** A controller that aborts when a caller's signal does, until the function beside it is called. */
export function follow(
  signal: AbortSignal | undefined,
  toReason = (reason: unknown) => reason,
): readonly [AbortController, () => void] {
  const controller = new AbortController()
  const onAbort = () => controller.abort(toReason(signal?.reason))
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  return [controller, () => signal?.removeEventListener('abort', onAbort)]
}
