import { CoxswainError } from '../../coxswain-error.ts'

export interface OrgTurnsOptions {
  /** Units of one org that may have a connection at once. */
  readonly perOrg: number
  /** Units that may wait for their turn; more are refused. */
  readonly maxQueued: number
  /** Milliseconds that a unit waits for its turn. */
  readonly waitMs: number
}

interface Line {
  running: number
  readonly waiting: Waiting[]
}

interface Waiting {
  go(): void
}

/**
 * Stands before the pool: one org has at most a share of the connections, and its next units wait
 * here, where they are in nobody's way. Without it one busy org makes all others wait.
 */
export class OrgTurns {
  readonly #options: OrgTurnsOptions
  readonly #lines = new Map<string, Line>()
  #queued = 0

  constructor(options: OrgTurnsOptions) {
    this.#options = options
  }

  /** Runs `work` in the org's turn. What belongs to no org waits for nobody. */
  async run<T>(orgId: string | null, work: () => Promise<T>): Promise<T> {
    if (orgId === null) return work()
    const line = this.#lines.get(orgId) ?? { running: 0, waiting: [] }
    this.#lines.set(orgId, line)
    if (line.running === this.#options.perOrg) await this.#wait(line)
    else line.running += 1
    try {
      return await work()
    } finally {
      this.#pass(orgId, line)
    }
  }

  /** Waits until a unit that is done hands over its place. */
  #wait(line: Line): Promise<void> {
    const { maxQueued, waitMs } = this.#options
    if (this.#queued >= maxQueued) return Promise.reject(tooMany())
    this.#queued += 1
    return new Promise<void>((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        line.waiting.splice(line.waiting.indexOf(waiting), 1)
        this.#queued -= 1
      }
      const waiting: Waiting = {
        go() {
          leave()
          resolve()
        },
      }
      const timer = setTimeout(() => {
        leave()
        reject(tooMany())
      }, waitMs)
      line.waiting.push(waiting)
    })
  }

  #pass(orgId: string, line: Line): void {
    const [next] = line.waiting
    if (next !== undefined) {
      next.go()
      return
    }
    line.running -= 1
    if (line.running === 0) this.#lines.delete(orgId)
  }
}

function tooMany(): CoxswainError {
  return new CoxswainError('store_unavailable', {
    detail: 'too many requests wait for the database: try again in a second',
    retryAfter: 1,
  })
}
