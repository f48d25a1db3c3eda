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

  /** What happens to this request: nothing, a wait, or a failure. */
  async meet({ operation, requestId }: Request): Promise<void> {
    const fault = this.#faults.find(
      (candidate) =>
        candidate.times > 0 &&
        candidate.operation === operation &&
        requestId.startsWith(candidate.tag),
    )
    if (!fault) return
    fault.times -= 1
    if (fault.kind === 'crash') throw new Error('a fault that a scenario asked for')
    if (fault.kind === 'unavailable')
      throw new CoxswainError('store_unavailable', { retryAfter: 1 })
    if (fault.kind === 'not_ready') throw new CoxswainError('not_ready', { retryAfter: 1 })
    await new Promise<void>((go) => this.#held.push({ tag: fault.tag, go }))
  }
}
