import { operations } from '@coxswain/contract'
import { CoxswainError, type RatePolicy } from '@coxswain/server'

export type FaultKind = 'crash' | 'unavailable' | 'not_ready' | 'hold'

export interface Fault {
  /** Hits requests whose id begins with this. */
  tag: string
  operation: string
  kind: FaultKind
  times: number
}

interface Held {
  tag: string
  go: () => void
}

interface Request {
  operation: string
  requestId: string
}

/** What was armed to go wrong, aimed at single requests by their id. */
export class Faults {
  #faults: Fault[] = []
  #held: Held[] = []
  readonly #limits = new Map<string, RatePolicy>()

  arm(fault: Fault): void {
    this.#faults.push({ ...fault })
  }

  limit(tag: string, policy: RatePolicy): void {
    this.#limits.set(tag, policy)
  }

  policy(requestId: string): RatePolicy | undefined {
    for (const [tag, policy] of this.#limits) if (requestId.startsWith(tag)) return policy
    return undefined
  }

  held(tag: string): number {
    return this.#held.filter((held) => held.tag === tag).length
  }

  /** Lets go whatever is held and forgets what is armed. */
  release(tag: string): void {
    for (const held of this.#held) if (held.tag === tag) held.go()
    this.#held = this.#held.filter((held) => held.tag !== tag)
    this.#faults = this.#faults.filter((fault) => fault.tag !== tag)
    this.#limits.delete(tag)
  }

  /** Before the handler: a wait, or a failure of what has no write unit to fail in. */
  async meet(request: Request): Promise<void> {
    if (this.#kindFor(request) === 'hold') {
      const { tag } = this.#take(request)
      await new Promise<void>((go) => this.#held.push({ tag, go }))
    } else if (!isWrite(request.operation)) {
      this.#fail(request)
    }
  }

  /** Inside the unit, last before COMMIT: what was written must not stay. */
  strike({ operation, requestId }: { operation: string; requestId: string | null }): void {
    if (requestId !== null) this.#fail({ operation, requestId })
  }

  #fail(request: Request): void {
    const kind = this.#kindFor(request)
    if (kind === undefined || kind === 'hold') return
    this.#take(request)
    if (kind === 'crash') throw new Error('a fault that a scenario asked for')
    const code = kind === 'not_ready' ? 'not_ready' : 'store_unavailable'
    throw new CoxswainError(code, { retryAfter: 1 })
  }

  #kindFor(request: Request): FaultKind | undefined {
    return this.#find(request)?.kind
  }

  #take(request: Request): Fault {
    const fault = this.#find(request) as Fault
    fault.times -= 1
    return fault
  }

  #find({ operation, requestId }: Request): Fault | undefined {
    return this.#faults.find(
      (fault) =>
        fault.times > 0 && fault.operation === operation && requestId.startsWith(fault.tag),
    )
  }
}

function isWrite(id: string): boolean {
  const rows: Record<string, { transaction: string } | undefined> = operations
  return rows[id]?.transaction === 'write'
}
