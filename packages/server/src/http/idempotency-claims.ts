import { setTimeout as pause } from 'node:timers/promises'
import { CoxswainError } from '../coxswain-error.ts'

/** How often one looks whether a twin in another process is done. */
const lookAgainMs = 100

/**
 * Who is working on an Idempotency-Key in this process. A twin waits here, holding no connection:
 * twins that wait inside the database starve everyone else.
 */
export class IdempotencyClaims {
  readonly #waitMs: number
  readonly #running = new Map<string, Promise<void>>()

  /** `waitMs`: how long a twin waits before it is told to come back. */
  constructor(waitMs: number) {
    this.#waitMs = waitMs
  }

  /**
   * Runs `work` when nobody else works on `claim`; each twin has its turn, and then finds the stored
   * answer. Work that throws `TwinRunning` met a twin in another process, and is tried again.
   */
  async run<T>(claim: string, work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#waitMs
    for (let twin = this.#running.get(claim); twin !== undefined; twin = this.#running.get(claim)) {
      await settledBefore(twin, deadline)
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#running.set(claim, promise)
    try {
      return await afterTwin(work, deadline)
    } finally {
      this.#running.delete(claim)
      resolve()
    }
  }
}

/** Another process works on the same claim. Thrown by a unit, so that nobody waits inside of one. */
export class TwinRunning extends Error {
  override readonly name = 'TwinRunning'
}

async function afterTwin<T>(work: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown instanceof TwinRunning)) throw thrown
      if (performance.now() >= deadline) throw inProgress()
      await pause(lookAgainMs * (0.5 + Math.random()))
    }
  }
}

async function settledBefore(twin: Promise<void>, deadline: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(inProgress()), Math.max(0, deadline - performance.now()))
  })
  try {
    await Promise.race([twin, late])
  } finally {
    clearTimeout(timer)
  }
}

function inProgress(): CoxswainError {
  return new CoxswainError('idempotency_in_progress', {
    detail: 'a request with this Idempotency-Key is still running: retry with the same key',
    retryAfter: 1,
  })
}
