interface Arrival {
  operation: string
  requestId: string
}

/** What has come as far as its handler: it is authenticated, counted against its limit, and let in. */
export class Arrivals {
  /** By the tag with which the ids of a run's requests begin. */
  readonly #arrived = new Map<string, string[]>()

  note({ operation, requestId }: Arrival): void {
    const tag = tagOf(requestId)
    if (tag === undefined) return
    const arrived = this.#arrived.get(tag)
    if (arrived) arrived.push(operation)
    else this.#arrived.set(tag, [operation])
  }

  /** How many requests of a run have come: of an operation, or of any. */
  count(tag: string, operation: string | undefined): number {
    const arrived = this.#arrived.get(tag) ?? []
    return arrived.filter((one) => operation === undefined || one === operation).length
  }

  /** Forgets a run that is over. */
  forget(tag: string): void {
    this.#arrived.delete(tag)
  }
}

/** `req_h12_` of `req_h12_3`; undefined: no run has sent it. */
function tagOf(requestId: string): string | undefined {
  return /^req_h\d+_/.exec(requestId)?.[0]
}
