import { defaultRuntime, type Runtime } from '@coxswain/client'

interface Waiting {
  at: number
  fire: () => void
}

/** Time that moves only when somebody waits for it. */
export class Clock {
  readonly sleeps: number[] = []
  readonly runtime: Partial<Runtime>
  readonly #startMs: number
  readonly #waiting = new Set<Waiting>()
  #elapsed = 0
  #held = false

  constructor({ mode, start_ms }: { mode: 'virtual' | 'real'; start_ms: number }) {
    this.#startMs = start_ms
    const random = () => 0.5
    this.runtime =
      mode === 'real'
        ? { random, sleep: (ms, signal) => this.#sleepReally(ms, signal) }
        : {
            random,
            now: () => this.#startMs + this.#elapsed,
            monotonic: () => this.#elapsed,
            sleep: (ms, signal) => this.#sleep(ms, signal),
            timer: (ms, callback) => this.#timer(ms, callback),
          }
  }

  /** How many wait. */
  get timers(): number {
    return this.#waiting.size
  }

  advance(ms: number): void {
    const until = this.#elapsed + ms
    for (;;) {
      const next = [...this.#waiting].sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > until) break
      this.#waiting.delete(next)
      this.#elapsed = Math.max(this.#elapsed, next.at)
      next.fire()
    }
    this.#elapsed = until
  }

  /** While held, a sleep ends only when time is advanced past it. */
  hold(held: boolean): void {
    this.#held = held
  }

  /** A microsecond is finer than any promise of the SDK. */
  #record(ms: number): void {
    this.sleeps.push(Math.round(ms * 1000) / 1000)
  }

  #timer(ms: number, callback: () => void): () => void {
    const waiting = { at: this.#elapsed + ms, fire: callback }
    this.#waiting.add(waiting)
    return () => void this.#waiting.delete(waiting)
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.#record(ms)
    if (!this.#held) {
      this.advance(ms)
      // Any real wait takes a turn of the event loop, in which fetch gives its connection back.
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      return
    }
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        cancel()
        reject(signal.reason)
      }
      const cancel = this.#timer(ms, () => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
    })
  }

  #sleepReally(ms: number, signal: AbortSignal): Promise<void> {
    this.#record(ms)
    return defaultRuntime.sleep(ms, signal)
  }
}
