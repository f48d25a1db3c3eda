import type { LoggedEvent } from './store/event-log.ts'
import type { Timers } from './timers.ts'

export interface CommitWait {
  readonly orgId: string
  /** Milliseconds after which the wait is over; 0 looks once. */
  readonly timeoutMs: number
  /** Ends the wait early: the caller has gone. */
  readonly signal: AbortSignal
  /** Which events of the org are worth another look. Default: all of them. */
  readonly concerns?: ((event: LoggedEvent) => boolean) | undefined
}

/** Where a handler waits, outside of every transaction, for something to be committed. */
export interface Commits {
  /**
   * Reads until what was read is settled, or the wait is over, or the server drains; resolves to
   * what was read last. It reads at once, after every commit of this process that concerns it, and
   * every second: another process may write too, and what time alone changes tells nobody.
   */
  until<T>(wait: CommitWait, read: () => Promise<T>, settled: (value: T) => boolean): Promise<T>
}

interface Waiter {
  readonly concerns: CommitWait['concerns']
  ring(): void
}

const lookAgainMs = 1000

export class CommitBoard implements Commits {
  readonly #timers: Timers
  readonly #waiters = new Map<string, Set<Waiter>>()
  #closed = false

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Tells the org's waiters what was committed. */
  tell(orgId: string, events: readonly LoggedEvent[]): void {
    for (const waiter of this.#waiters.get(orgId) ?? []) {
      if (waiter.concerns === undefined || events.some(waiter.concerns)) waiter.ring()
    }
  }

  /** Ends every wait, also those to come: each looks a last time. */
  close(): void {
    this.#closed = true
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.ring()
  }

  async until<T>(
    { orgId, timeoutMs, signal, concerns }: CommitWait,
    read: () => Promise<T>,
    settled: (value: T) => boolean,
  ): Promise<T> {
    const bell = new Bell()
    const waiter = { concerns, ring: () => bell.ring() }
    let late = timeoutMs === 0
    const expire = () => {
      late = true
      bell.ring()
    }
    // Attached before the first look, so that nothing is committed unnoticed in between.
    this.#attach(orgId, waiter)
    const cancelDeadline = this.#timers.after(timeoutMs, expire)
    signal.addEventListener('abort', expire)
    if (signal.aborted) expire()
    try {
      for (;;) {
        const last = late || this.#closed
        bell.hush()
        const value = await read()
        if (last || settled(value)) return value
        const cancelLook = this.#timers.after(lookAgainMs, () => bell.ring())
        await bell.rung
        cancelLook()
      }
    } finally {
      cancelDeadline()
      signal.removeEventListener('abort', expire)
      this.#detach(orgId, waiter)
    }
  }

  #attach(orgId: string, waiter: Waiter): void {
    const known = this.#waiters.get(orgId)
    if (known === undefined) this.#waiters.set(orgId, new Set([waiter]))
    else known.add(waiter)
  }

  #detach(orgId: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(orgId)
    waiters?.delete(waiter)
    if (waiters?.size === 0) this.#waiters.delete(orgId)
  }
}

/** Rings once, and stays rung until it is hushed. */
class Bell {
  #ringing = Promise.withResolvers<void>()

  get rung(): Promise<void> {
    return this.#ringing.promise
  }

  ring(): void {
    this.#ringing.resolve()
  }

  hush(): void {
    this.#ringing = Promise.withResolvers<void>()
  }
}
