interface Arrival {
  operation: string
  requestId: string
}

/** What has come as far as its handler: it is authenticated, counted against its limit, and let in. */
export class Arrivals {
  readonly #arrived: Arrival[] = []

  note({ operation, requestId }: Arrival): void {
    this.#arrived.push({ operation, requestId })
  }

  /** Of requests whose id begins with `tag`, those of an operation, or of any. */
  count(tag: string, operation: string | undefined): number {
    return this.#arrived.filter((one) => {
      return one.requestId.startsWith(tag) && (operation ?? one.operation) === one.operation
    }).length
  }

  /** Forgets a run that is over. */
  forget(tag: string): void {
    const left = this.#arrived.filter(({ requestId }) => !requestId.startsWith(tag))
    this.#arrived.splice(0, this.#arrived.length, ...left)
  }
}
