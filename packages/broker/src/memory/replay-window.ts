import type { EventDelivery } from '../delivery.ts'
import type { Head } from '../position.ts'

/** How much can be replayed. Whichever bound is met first trims. */
export interface WindowBounds {
  readonly ms: number
  readonly events: number
  readonly bytes: number
}

interface Entry {
  readonly event: EventDelivery
  /** When it came, by the broker's clock: a log's own may step back. */
  readonly at: number
}

/** The newest events of one org: dense, oldest first, and the id of what went before them. */
export class ReplayWindow {
  readonly #bounds: WindowBounds
  readonly #orgId: string
  readonly #epoch: number
  #entries: Entry[] = []
  /** Entries before this index are gone; the array is cut when they are half of it. */
  #start = 0
  #bytes = 0
  #base: { readonly seq: number; readonly id: string }

  /** Holds what will come after `head`. */
  constructor(bounds: WindowBounds, head: Head) {
    this.#bounds = bounds
    this.#orgId = head.orgId
    this.#epoch = head.epoch
    this.#base = head
  }

  get head(): Head {
    const { seq, id } = this.#entries.at(-1)?.event ?? this.#base
    return { orgId: this.#orgId, epoch: this.#epoch, seq, id }
  }

  /** What the oldest event comes after. */
  get base(): { readonly seq: number; readonly id: string } {
    return this.#base
  }

  get size(): number {
    return this.#entries.length - this.#start
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Takes the next event in. That it is the next is the caller's to know. */
  push(event: EventDelivery, now: number): void {
    this.#entries.push({ event, at: now })
    this.#bytes += event.bytes
    while (this.size > this.#bounds.events) this.#drop()
    while (this.#bytes > this.#bounds.bytes && this.size > 1) this.#drop()
    this.trim(now)
  }

  /** Lets go of what is older than the window. */
  trim(now: number): void {
    const oldest = now - this.#bounds.ms
    while ((this.#entries[this.#start]?.at ?? oldest) < oldest) this.#drop()
  }

  /** The id at a seq; `null` when it is not within the window. */
  idAt(seq: number): string | null {
    if (seq === this.#base.seq) return this.#base.id
    return this.#entries[this.#index(seq)]?.event.id ?? null
  }

  /** Up to `limit` events after a seq that the window reaches back to. */
  after(seq: number, limit: number): readonly EventDelivery[] {
    const from = this.#index(seq + 1)
    return this.#entries.slice(from, from + limit).map(({ event }) => event)
  }

  #index(seq: number): number {
    return seq > this.#base.seq ? this.#start + seq - this.#base.seq - 1 : -1
  }

  #drop(): void {
    const entry = this.#entries[this.#start]
    if (entry === undefined) return
    this.#base = { seq: entry.event.seq, id: entry.event.id }
    this.#bytes -= entry.event.bytes
    this.#start += 1
    if (this.#start * 2 < this.#entries.length) return
    this.#entries = this.#entries.slice(this.#start)
    this.#start = 0
  }
}
