import type { Event } from '@coxswain/contract'
import { BrokerError } from '../broker-error.ts'
import type { Channel, Listener, Place } from '../channel.ts'
import type { Clock } from '../clock.ts'
import type { EventDelivery } from '../delivery.ts'
import { beginningId, eventId, parseEventId } from '../event-id.ts'
import type { CursorState } from '../event-source.ts'
import type { NewEvent } from '../new-event.ts'
import type { HistoryQuery, Page } from '../page.ts'
import type { Head, Position } from '../position.ts'
import type { PublishResult, PublishStatus } from '../publish-result.ts'
import { SerialisedEvent } from '../serialised-event.ts'
import { ReplayWindow, type WindowBounds } from './replay-window.ts'

export interface OrgChannelOptions {
  readonly orgId: string
  /** The epoch of orgs whose events the broker itself numbers. */
  readonly ownEpoch: number
  readonly bounds: WindowBounds
  readonly clock: Clock
}

/** One org in memory: its window, and who listens. All of it happens in one tick per call. */
export class OrgChannel implements Channel {
  readonly orgId: string
  readonly #ownEpoch: number
  readonly #bounds: WindowBounds
  readonly #clock: Clock
  readonly #listeners = new Set<Listener>()
  #window: ReplayWindow | null = null
  /** Whether a log gives the events their places, or the broker does. */
  #hasLog = false
  #lastMs = 0
  /** When the head moved last. */
  #movedAt = 0

  constructor({ orgId, ownEpoch, bounds, clock }: OrgChannelOptions) {
    this.orgId = orgId
    this.#ownEpoch = ownEpoch
    this.#bounds = bounds
    this.#clock = clock
  }

  get head(): Head | null {
    return this.#window?.head ?? null
  }

  get listeners(): number {
    return this.#listeners.size
  }

  get size(): number {
    return this.#window?.size ?? 0
  }

  get bytes(): number {
    return this.#window?.bytes ?? 0
  }

  /**
   * Whether it can be forgotten: nobody listens, its window has passed, and a log will tell the
   * same again.
   */
  get isIdle(): boolean {
    if (this.#listeners.size > 0) return false
    if (this.#window === null) return true
    return this.#hasLog && this.#clock.now(this.orgId) - this.#movedAt > this.#bounds.ms
  }

  publishAt(event: Event, position: Position): PublishResult {
    if (event.seq !== position.seq) {
      const message = `event ${event.id} has seq ${event.seq}, its position ${position.seq}`
      throw new BrokerError('position_mismatch', message)
    }
    this.#hasLog = true
    const { epoch, seq, prevId } = position
    this.#window ??= this.#open({ orgId: this.orgId, epoch, seq: seq - 1, id: prevId })
    const { head } = this.#window
    const status = compare(head, position)
    if (status !== 'stored') return { status, head }
    return this.#store(this.#window, event)
  }

  publishNext(event: NewEvent): PublishResult {
    if (this.#hasLog) {
      const message = `the events of ${this.orgId} come from a log: give the position`
      throw new BrokerError('position_required', message)
    }
    this.#window ??= this.#open(this.#ownBeginning())
    const { epoch, seq } = this.#window.head
    const ms = Math.max(this.#clock.now(this.orgId), this.#lastMs)
    this.#lastMs = ms
    const id = eventId(this.orgId, { ms, seq: seq + 1, epoch })
    const timestamp = new Date(ms).toISOString()
    const given = { trace_id: null, actor: { type: 'system', id: null }, ...event }
    const assigned = { id, seq: seq + 1, timestamp, version: 'v1' }
    return this.#store(this.#window, { ...given, ...assigned } as Event)
  }

  adopt(head: Head): void {
    const known = this.#window?.head
    if (known !== undefined && known.epoch === head.epoch && known.id === head.id) return
    this.#hasLog = true
    this.#movedAt = this.#clock.now(this.orgId)
    this.#window = new ReplayWindow(this.#bounds, head)
    for (const listener of [...this.#listeners]) {
      listener.onAdopted(head, { judgeAgain: known !== undefined })
    }
  }

  history({ after, limit }: HistoryQuery): Page {
    this.trim()
    const window = this.#window
    if (window === null) return { events: [], covered: after === null, hasMore: false }
    const state = after === null ? null : this.resolve(after)
    if (state !== null && !state.valid) return { events: [], covered: false, hasMore: false }
    const events = window.after(state === null ? window.base.seq : state.seq, limit)
    const last = events.at(-1)
    return { events, covered: true, hasMore: last !== undefined && last.seq < window.head.seq }
  }

  page({ seq, id }: Place, limit: number): readonly EventDelivery[] | null {
    this.trim()
    if (this.#window === null || this.#window.idAt(seq) !== id) return null
    return this.#window.after(seq, limit)
  }

  denies({ seq, id }: Place): boolean {
    const held = this.#window?.idAt(seq) ?? null
    return held !== null && held !== id
  }

  resolve(cursor: string): CursorState {
    const position = parseEventId(this.orgId, cursor)
    if (position === null) return { valid: false, reason: 'cursor_unknown' }
    const { seq, epoch } = position
    const head = this.head ?? this.#ownBeginning()
    const standing = this.#window === null ? head.id : this.#window.idAt(seq)
    if (standing === cursor) return { valid: true, seq }
    if (epoch !== head.epoch) return { valid: false, reason: 'epoch_changed' }
    if (seq > head.seq) return { valid: false, reason: 'cursor_ahead' }
    return { valid: false, reason: standing === null ? 'cursor_trimmed' : 'cursor_unknown' }
  }

  newest(): Place {
    return this.head ?? this.#ownBeginning()
  }

  trim(): void {
    this.#window?.trim(this.#clock.now(this.orgId))
  }

  attach(listener: Listener): void {
    this.#listeners.add(listener)
  }

  detach(listener: Listener): void {
    this.#listeners.delete(listener)
  }

  close(): void {
    for (const listener of [...this.#listeners]) listener.onClosed()
  }

  #open(head: Head): ReplayWindow {
    for (const listener of this.#listeners) listener.onAdopted(head, { judgeAgain: false })
    return new ReplayWindow(this.#bounds, head)
  }

  #store(window: ReplayWindow, event: Event): PublishResult {
    const serialised = new SerialisedEvent(event)
    this.#movedAt = this.#clock.now(this.orgId)
    window.push(serialised, this.#movedAt)
    for (const listener of [...this.#listeners]) listener.onEvent(serialised)
    return { status: 'stored', head: window.head }
  }

  #ownBeginning(): Head {
    const epoch = this.#ownEpoch
    return { orgId: this.orgId, epoch, seq: 0, id: beginningId(this.orgId, epoch) }
  }
}

function compare(head: Head, { epoch, seq, prevId }: Position): PublishStatus {
  if (epoch !== head.epoch) return 'epoch'
  if (seq <= head.seq) return 'known'
  if (seq > head.seq + 1) return 'gap'
  return prevId === head.id ? 'stored' : 'forked'
}
