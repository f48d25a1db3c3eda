import type { EventDelivery } from './delivery.ts'
import type { CursorState, EventSource, ReadQuery, SourceHead } from './event-source.ts'
import { SerialisedEvent } from './serialised-event.ts'

/** Orders moments without looking at a clock. */
export class Ticks {
  #last = 0

  next(): number {
    this.#last += 1
    return this.#last
  }
}

/** What a log said, and since when: an answer tells nothing of what came after its question. */
export interface Answer<Value> {
  readonly value: Value
  readonly askedAt: number
}

/**
 * Asks a log for many: those who ask the same while an answer is on its way get that answer. 300
 * subscribers that come back at once cost one read, and one serialisation, not 300.
 */
export class SharedReads {
  readonly #source: EventSource
  readonly #ticks: Ticks
  readonly #pending = new Map<string, Promise<Answer<unknown>>>()

  constructor(source: EventSource, ticks: Ticks) {
    this.#source = source
    this.#ticks = ticks
  }

  resolve(orgId: string, cursor: string): Promise<Answer<CursorState>> {
    return this.#share(['resolve', orgId, cursor], () => this.#source.resolve(orgId, cursor))
  }

  head(orgId: string): Promise<Answer<SourceHead>> {
    return this.#share(['head', orgId], () => this.#source.head(orgId))
  }

  page(orgId: string, query: ReadQuery): Promise<Answer<readonly EventDelivery[]>> {
    return this.#share(['page', orgId, query.after, query.limit], async () => {
      const events = await this.#source.read(orgId, query)
      return events.map((event) => new SerialisedEvent(event))
    })
  }

  #share<Value>(
    question: readonly (string | number)[],
    ask: () => Promise<Value>,
  ): Promise<Answer<Value>> {
    const key = JSON.stringify(question)
    const pending = this.#pending.get(key)
    // The key names the question, and so the type of its answer.
    if (pending !== undefined) return pending as Promise<Answer<Value>>
    const answer = this.#ask(ask).finally(() => this.#pending.delete(key))
    this.#pending.set(key, answer)
    return answer
  }

  async #ask<Value>(ask: () => Promise<Value>): Promise<Answer<Value>> {
    const askedAt = this.#ticks.next()
    return { value: await ask(), askedAt }
  }
}
