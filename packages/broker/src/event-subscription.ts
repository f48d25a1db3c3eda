import type { SubscribeOptions, Subscription } from './broker.ts'
import { BrokerError } from './broker-error.ts'
import type { Channel, Listener, Place } from './channel.ts'
import type { Delivery, EventDelivery, ResetReason } from './delivery.ts'
import { LiveBuffer } from './live-buffer.ts'
import { below, fitPage } from './page-fit.ts'
import { requirePositive } from './require-positive.ts'
import type { Answer, SharedReads, Ticks } from './shared-reads.ts'

/** Pages end at multiples of this seq, so that subscribers who catch up fall into step and share. */
const pageSize = 100
/** A log may lose its tail between two answers, but not again and again. */
const maxDoubts = 3
const defaultBufferBytes = 1024 * 1024

type Deliveries = AsyncGenerator<Delivery, undefined, undefined>

export interface EventSubscriptionOptions extends Omit<SubscribeOptions, 'source'> {
  readonly channel: Channel
  /** The log behind the channel, if there is one. */
  readonly reads: SharedReads | null
  readonly ticks: Ticks
}

/**
 * One subscriber's way from its cursor to the present, the same for every backend:
 *
 *              attach, buffer
 *                    |
 *        +------> judging ---- not of this log: reset, go on after the newest ---+
 *        |           | valid                                                     |
 *     adopted        v                                                           |
 *      anew      replaying <-----------------------------------------------------+
 *        |        ^      | everything up to the floor was delivered
 *        |   adopted     v
 *        +------- +--- live ---- buffer full: slow_consumer
 *
 * The floor is the seq after which everything is in the buffer, or will be. A backend that knows
 * nothing of the org gives none; then a read that was begun after attaching and reached the end of
 * the log shows that nothing is missing.
 */
export class EventSubscription implements Subscription, Listener {
  readonly #channel: Channel
  readonly #reads: SharedReads | null
  readonly #ticks: Ticks
  readonly #buffer: LiveBuffer
  readonly #signal: AbortSignal | undefined
  readonly #deliveries: Deliveries
  readonly #onAbort = () => this.#end(null)
  /** What was delivered last, or where to start; `null` until that is known. */
  #last: Place | null = null
  /** A cursor whose worth is yet to be found out. */
  #unjudged: string | null
  /** Whether the log has said just now that it has what was delivered last. */
  #isJudged = false
  /** How often in a row the log had another event at a place that it had just called valid. */
  #doubts = 0
  /** What the log said of a cursor before this moment no longer counts. */
  #judgeSince = 0
  #start: Promise<Answer<Place>> | null = null
  #live = false
  #floor: number | null
  /** When the floor was set: only what the log was asked later tells about it. */
  #floorSince: number
  #adoptions = 0
  #ended = false
  #failure: BrokerError | null = null
  /** What was asked of `#deliveries` and is not answered yet. */
  #asked = 0
  /** Told, once, that something has changed. */
  #waiting: (() => void)[] = []
  #interrupt: () => void = () => {}

  constructor(options: EventSubscriptionOptions) {
    const { channel, reads, ticks, after = null, signal } = options
    const { maxBufferBytes = defaultBufferBytes } = options
    requirePositive({ maxBufferBytes })
    this.#channel = channel
    this.#reads = reads
    this.#ticks = ticks
    this.#signal = signal
    this.#buffer = new LiveBuffer(maxBufferBytes)
    this.#unjudged = after
    this.#floor = channel.head?.seq ?? null
    this.#floorSince = ticks.next()
    this.#deliveries = this.#deliver()
    if (signal?.aborted === true) {
      this.#end(null)
      return
    }
    channel.attach(this)
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    if (after === null) this.#startNow()
  }

  next(): Promise<IteratorResult<Delivery, undefined>> {
    if (this.#live && !this.#ended && this.#asked === 0) return this.#nextLive()
    this.#asked += 1
    return this.#deliveries.next().finally(() => {
      this.#asked -= 1
    })
  }

  /** Does not wait for a read that is on its way: its answer is nobody's any more. */
  async return(): Promise<IteratorResult<Delivery, undefined>> {
    this.#end(null)
    await this.#deliveries.return(undefined)
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  onEvent(event: EventDelivery): void {
    const before = this.#buffer.newest?.seq ?? (this.#live ? this.#last?.seq : this.#floor) ?? 0
    if (event.seq <= before) this.#compare(event)
    else if (!this.#buffer.push(event)) this.#overflow(event)
    this.#wake()
  }

  onAdopted(place: Place, { judgeAgain }: { readonly judgeAgain: boolean }): void {
    this.#adoptions += 1
    if (judgeAgain) this.#judgeAgain()
    if (this.#unjudged === null) this.#last ??= place
    this.#replayUpTo(place.seq)
    this.#wake()
  }

  onClosed(): void {
    this.#end(null)
  }

  /** What comes after this call. The log is asked at once: the first `next()` may be much later. */
  #startNow(): void {
    this.#last = this.#channel.head
    if (this.#last !== null || this.#reads === null) return
    this.#start = this.#reads.head(this.#channel.orgId)
    // Whoever asks for the first event gets the rejection; until then it is nobody's.
    this.#start.catch(() => {})
  }

  /** The log was quicker than the backend. If it has told another event, it has lost that since. */
  #compare({ seq, id }: Place): void {
    if (seq !== this.#last?.seq || id === this.#last.id) return
    this.#judgeAgain()
    this.#replayUpTo(seq)
  }

  #judgeAgain(): void {
    this.#unjudged ??= this.#last?.id ?? null
    this.#judgeSince = this.#ticks.next()
  }

  #replayUpTo(floor: number): void {
    this.#live = false
    this.#isJudged = false
    this.#buffer.clear()
    this.#floor = floor
    this.#floorSince = this.#ticks.next()
  }

  /** Only who is live can be too slow: others read what was dropped from the window or the log. */
  #overflow(event: EventDelivery): void {
    if (!this.#live) {
      this.#replayUpTo(event.seq)
      return
    }
    const message = 'the subscriber is too slow: its buffer is full; resume from its last cursor'
    this.#end(new BrokerError('slow_consumer', message))
  }

  async *#deliver(): Deliveries {
    try {
      while (!this.#ended) {
        if (this.#unjudged !== null) yield* this.#judge(this.#unjudged)
        else if (this.#last === null) await this.#awaitStart()
        else if (this.#live) yield* this.#drain()
        else yield* this.#replay(this.#last)
      }
      if (this.#failure !== null) throw this.#failure
      return undefined
    } finally {
      this.#end(null)
    }
  }

  async #awaitStart(): Promise<void> {
    if (this.#start === null) await this.#woken()
    else this.#last ??= (await this.#answer(this.#start))?.value ?? null
  }

  async *#judge(cursor: string): Deliveries {
    const { orgId } = this.#channel
    const answer =
      this.#reads === null
        ? { value: this.#channel.resolve(cursor), askedAt: this.#ticks.next() }
        : await this.#answer(this.#reads.resolve(orgId, cursor))
    if (answer === null || answer.askedAt < this.#judgeSince) return
    this.#unjudged = null
    this.#isJudged = true
    if (answer.value.valid) this.#last = { seq: answer.value.seq, id: cursor }
    else yield* this.#reset(cursor, answer.value.reason)
  }

  async *#reset(cursor: string, reason: ResetReason): Deliveries {
    const newest =
      this.#reads === null
        ? this.#channel.newest()
        : (await this.#answer(this.#reads.head(this.#channel.orgId)))?.value
    if (newest === undefined) return
    this.#last = newest
    if (this.#unjudged !== null) this.#unjudged = newest.id
    this.#isJudged = false
    yield { type: 'reset', id: newest.id, reason, cursor }
  }

  async *#drain(): Deliveries {
    while (this.#live && !this.#ended) {
      const event = this.#takeLive()
      if (event === null) await this.#woken()
      else yield event
    }
  }

  /** As `#drain` does it, for one event, and without a generator: a subscriber is here most of its time. */
  #nextLive(): Promise<IteratorResult<Delivery, undefined>> {
    const event = this.#takeLive()
    if (event !== null) return Promise.resolve({ done: false, value: event })
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const event = this.#takeLive()
        resolve(event === null ? this.next() : { done: false, value: event })
      })
    })
  }

  /** The next event of those that have come; `null` when none has. */
  #takeLive(): EventDelivery | null {
    if (!this.#live) return null
    const event = this.#buffer.shift()
    if (event === null) return null
    this.#last = event
    this.#isJudged = false
    return event
  }

  async *#replay(last: Place): Deliveries {
    if (this.#isCaughtUp(last)) {
      await this.#goLive(last)
      return
    }
    const held = this.#channel.page(last, pageSize)
    if (held !== null) yield* this.#page(held)
    else if (this.#reads !== null) yield* this.#readOn(last, this.#reads)
    else yield* this.#reset(last.id, 'cursor_trimmed')
  }

  /**
   * What the log has told the backend must come to tell too, unless the log has lost it since: so
   * where the backend does not have it, the log is asked once more. A backend that has another
   * event where the log has this one holds what was lost, and has to be set right first.
   */
  async #goLive(last: Place): Promise<void> {
    const isHeld = this.#channel.page(last, 1) !== null
    if (isHeld || this.#reads === null || (this.#isJudged && !this.#channel.denies(last))) {
      this.#buffer.dropThrough(last.seq)
      this.#live = true
    } else if (this.#isJudged) await this.#adopted()
    else this.#judgeAgain()
  }

  #isCaughtUp(last: Place): boolean {
    return this.#floor === null ? this.#reads === null : last.seq >= this.#floor
  }

  async *#page(events: readonly EventDelivery[]): Deliveries {
    for (const event of events) {
      if (this.#ended || this.#unjudged !== null) return
      this.#last = event
      this.#isJudged = false
      yield event
    }
  }

  /**
   * One page of the log, with what the subscriber has seen last at its beginning. Where that is
   * missing the cursor is judged first: it is lost, or it was trimmed and what follows is not.
   */
  async *#readOn(last: Place, reads: SharedReads): Deliveries {
    const after = below(last)
    const limit = pageSize - (last.seq % pageSize) + (last.seq - after)
    const answer = await this.#answer(reads.page(this.#channel.orgId, { after, limit }))
    if (answer === null || this.#unjudged !== null) return
    const { value: page, askedAt } = answer
    const { anchor, items, isDense } = fitPage(last, page)
    if (anchor === 'other' || (anchor === 'none' && !this.#isJudged)) {
      this.#doubt(last)
    } else if (!isDense) yield* this.#explainHole(last, reads, askedAt)
    else {
      yield* this.#page(items)
      if (page.length < limit && askedAt > this.#floorSince) this.#reachEnd()
    }
  }

  #doubt(last: Place): void {
    this.#unjudged = last.id
    this.#doubts = this.#isJudged ? this.#doubts + 1 : 0
    if (this.#doubts <= maxDoubts) return
    throw new BrokerError('log_broken', `the log calls ${last.id} valid and does not have it`)
  }

  /** The log was asked after the floor was set, and had no more. */
  #reachEnd(): void {
    if (this.#unjudged !== null || this.#ended) return
    if (this.#floor === null) this.#live = true
    else if ((this.#last?.seq ?? 0) < this.#floor) {
      throw new BrokerError('log_broken', `the log lacks what was published of seq ${this.#floor}`)
    }
  }

  /** Only what was trimmed may be missing. An answer from before the page knows nothing of it. */
  async *#explainHole(last: Place, reads: SharedReads, since: number): Deliveries {
    const answer = await this.#answer(reads.head(this.#channel.orgId))
    if (answer === null || answer.askedAt < since) return
    if (answer.value.firstSeq <= last.seq + 1) {
      throw new BrokerError('log_broken', `the log has a hole after seq ${last.seq}`)
    }
    yield* this.#reset(last.id, 'cursor_trimmed')
  }

  /** What was asked for; `null` when the subscription ends before the answer. */
  #answer<Value>(asked: Promise<Answer<Value>>): Promise<Answer<Value> | null> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(null)
      asked.then(resolve, reject)
      if (this.#ended) resolve(null)
    })
  }

  async #adopted(): Promise<void> {
    const before = this.#adoptions
    while (!this.#ended && this.#adoptions === before) await this.#woken()
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const tell of waiting) tell()
  }

  #end(failure: BrokerError | null): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#buffer.clear()
    this.#channel.detach(this)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#wake()
    this.#interrupt()
  }
}
