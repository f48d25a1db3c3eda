import { operations } from '@coxswain/contract'
import { CoxswainError, type RatePolicy } from '@coxswain/server'

/**
 * `crash`, `unavailable` and `not_ready` strike once the work is done and before it is kept; `hold`
 * waits; `policy_read` fails the reading of policies alone, `down` every statement.
 */
export type FaultKind = 'crash' | 'unavailable' | 'not_ready' | 'hold' | 'policy_read' | 'down'

export interface Fault {
  /** Hits requests whose id begins with this. */
  tag: string
  /** `*`: whatever the operation is. */
  operation: string
  kind: FaultKind
  /** For how many requests. */
  times: number
}

interface Held {
  tag: string
  go: () => void
}

interface Work {
  operation: string
  requestId: string | null
}

interface Request {
  operation: string
  requestId: string
}

/** What was armed to go wrong, aimed at single requests by their id. */
export class Faults {
  #faults: Fault[] = []
  #held: Held[] = []
  readonly #struck = new Map<string, FaultKind>()
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
    for (const id of this.#struck.keys()) if (id.startsWith(tag)) this.#struck.delete(id)
  }

  /** Before the handler: a wait, or a failure of what has no write unit to fail in. */
  async meet(request: Request): Promise<void> {
    const hold = this.#find(request, ['hold'])
    if (hold !== undefined) {
      hold.times -= 1
      await new Promise<void>((go) => this.#held.push({ tag: hold.tag, go }))
    } else if (!isWrite(request.operation)) {
      this.#fail(request)
    }
  }

  /** Inside the unit, last before COMMIT: what was written must not stay. */
  strike({ operation, requestId }: Work): void {
    if (requestId !== null) this.#fail({ operation, requestId })
  }

  /** Before each statement of a unit. */
  interrupt({ operation, requestId }: Work, sql: string): void {
    if (requestId === null) return
    const request = { operation, requestId }
    const isRead = /\bfrom "?policies"?(?:$|[^\w])/i.test(sql)
    if (this.#strikes(request, 'down'))
      throw new CoxswainError('store_unavailable', { retryAfter: 1 })
    if (isRead && this.#strikes(request, 'policy_read')) throw new Error('policies cannot be read')
  }

  /** A fault that strikes a request strikes all its statements, and counts once. */
  #strikes(request: Request, kind: FaultKind): boolean {
    const struck = this.#struck.get(request.requestId)
    if (struck === kind) return true
    const fault = this.#find(request, [kind])
    if (fault === undefined) return false
    fault.times -= 1
    this.#struck.set(request.requestId, kind)
    return true
  }

  #fail(request: Request): void {
    const fault = this.#find(request, ['crash', 'unavailable', 'not_ready'])
    if (fault === undefined) return
    fault.times -= 1
    if (fault.kind === 'crash') throw new Error('a fault that a scenario asked for')
    const code = fault.kind === 'not_ready' ? 'not_ready' : 'store_unavailable'
    throw new CoxswainError(code, { retryAfter: 1 })
  }

  #find({ operation, requestId }: Request, kinds: readonly FaultKind[]): Fault | undefined {
    return this.#faults.find(
      (fault) =>
        fault.times > 0 &&
        kinds.includes(fault.kind) &&
        (fault.operation === '*' || fault.operation === operation) &&
        requestId.startsWith(fault.tag),
    )
  }
}

function isWrite(id: string): boolean {
  const rows: Record<string, { transaction: string } | undefined> = operations
  return rows[id]?.transaction === 'write'
}
