import type { Approval, ApprovalId } from '@coxswain/contract'
import * as behaviour from './gen/behaviour.ts'
import type { HeaderValues } from './headers.ts'
import type { Runtime } from './runtime.ts'
import type { Call, Transport } from './transport.ts'

export interface WaitForOptions {
  /**
   * Milliseconds to wait at most, then `APITimeoutError` with code `deadline_exceeded`; the approval
   * stays as it is. Default null: until it is decided, expires or is cancelled, which the server
   * sees to.
   */
  timeout?: number | null | undefined
  /**
   * Seconds the server may hold one answer back, 0 to 50. Default 25: proxies often cut what says
   * nothing for 30.
   */
  waitSeconds?: number | undefined
  /** Added to every request, as those of a call. */
  headers?: HeaderValues | undefined
  /** Ends the waiting with `AbortedError`. */
  signal?: AbortSignal | undefined
}

/** What `client.approvals` has besides its operations. */
export interface WaitFor {
  /**
   * Waits until an approval is not pending any more, and resolves with it, whatever it became. Lost
   * connections and answers that are worth a retry do not end it: it asks again, ever more slowly.
   */
  waitFor(approval_id: ApprovalId, options?: WaitForOptions): Promise<Approval>
}

/** `prepare` makes the request of one long poll; `startedAt` keeps one deadline over all of them. */
export async function waitFor(
  transport: Transport,
  runtime: Runtime,
  prepare: (startedAt: number) => Call,
): Promise<Approval> {
  const startedAt = runtime.monotonic()
  for (let pause = 0; ; ) {
    const call = prepare(startedAt)
    if (pause > 0) await transport.within(call, null, '', (signal) => runtime.sleep(pause, signal))
    const askedAt = runtime.monotonic()
    const { data, error } = await transport.send(call)
    if (error) throw error
    const approval = data as Approval
    if (approval.status !== 'pending') return approval
    // A server, or a proxy, that answers at once must not be asked as fast as it answers.
    const hasty = runtime.monotonic() - askedAt < behaviour.waitPauseMs
    pause = hasty ? behaviour.waitPauseMs : 0
  }
}
