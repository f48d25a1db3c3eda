import type { EventDelivery } from './delivery.ts'

/** Events that wait for one subscriber, bounded in bytes. */
export class LiveBuffer {
  readonly #maxBytes: number
  #events: EventDelivery[] = []
  /** Events before this index are gone; the array is cut when they are half of it. */
  #start = 0
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get newest(): EventDelivery | null {
    return this.#events.at(-1) ?? null
  }

  /** Whether there was room. One event always has it, or a large one could never be delivered. */
  push(event: EventDelivery): boolean {
    if (this.#events.length > 0 && this.#bytes + event.bytes > this.#maxBytes) return false
    this.#events.push(event)
    this.#bytes += event.bytes
    return true
  }

  shift(): EventDelivery | null {
    const event = this.#events[this.#start]
    if (event === undefined) return null
    this.#bytes -= event.bytes
    this.#start += 1
    if (this.#start * 2 >= this.#events.length) {
      this.#events = this.#events.slice(this.#start)
      this.#start = 0
    }
    return event
  }

  /** Drops what is not after a seq. */
  dropThrough(seq: number): void {
    while ((this.#events[this.#start]?.seq ?? Number.POSITIVE_INFINITY) <= seq) this.shift()
  }

  clear(): void {
    this.#events = []
    this.#start = 0
    this.#bytes = 0
  }
}
