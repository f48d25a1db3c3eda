import { CoxswainError } from '../../coxswain-error.ts'

/** How long a unit may hold its connection. */
export interface TurnOptions {
  /** In development and tests: waiting for anything but the database fails the unit at once. */
  readonly strict: boolean
  /** Milliseconds after which a waiting unit is given up, so that it can't hold up the rest for ever. */
  readonly limitMs: number
}

interface Running {
  readonly since: number
  readonly giveUp: () => void
}

/**
 * Runs units, each in one turn of the event loop. SQLite answers at once, so a unit that awaits its
 * statements needs nothing but microtasks; an immediate that fires before it is done shows that it
 * waited for something else while it held the connection. In production that is forgiven for a
 * while, and one timer watches over all units: a timer for each costs as much as a statement.
 */
export class Turns {
  readonly #options: TurnOptions
  /** The unit that runs for longest comes first. */
  readonly #running = new Set<Running>()
  #watch: NodeJS.Timeout | null = null

  constructor(options: TurnOptions) {
    this.#options = options
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new CoxswainError('internal_error', { detail: overrunDetail }))
      const end = this.#options.strict ? soon(giveUp) : this.#watchOver(giveUp)
      work().then(resolve, reject).finally(end)
    })
  }

  #watchOver(giveUp: () => void): () => void {
    const unit = { since: performance.now(), giveUp }
    this.#running.add(unit)
    this.#watch ??= this.#lookIn(this.#options.limitMs)
    return () => this.#running.delete(unit)
  }

  #lookIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), ms).unref()
  }

  #look(): void {
    const { limitMs } = this.#options
    const now = performance.now()
    let next: number | null = null
    for (const unit of this.#running) {
      const left = unit.since + limitMs - now
      if (left > 0) {
        next = left
        break
      }
      this.#running.delete(unit)
      unit.giveUp()
    }
    this.#watch = next === null ? null : this.#lookIn(next)
  }
}

function soon(giveUp: () => void): () => void {
  const handle = setImmediate(giveUp)
  return () => clearImmediate(handle)
}

const overrunDetail =
  'a unit of work waited for something other than the database: do it before or after the unit'
