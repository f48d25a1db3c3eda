import type { Event } from '@coxswain/contract'
import type { EventDelivery } from './delivery.ts'

/** An event as the text that all subscribers share. The object comes back only where it is wanted. */
export class SerialisedEvent implements EventDelivery {
  readonly type = 'event'
  readonly id: string
  readonly seq: number
  readonly name: string
  readonly data: string
  readonly bytes: number
  #event: Event | null = null

  constructor(event: Event) {
    this.id = event.id
    this.seq = event.seq
    this.name = String(event.event)
    this.data = JSON.stringify(event)
    this.bytes = Buffer.byteLength(this.data)
  }

  get event(): Event {
    this.#event ??= JSON.parse(this.data) as Event
    return this.#event
  }
}
