import type { Event } from '@coxswain/contract'
import type { Broker, SubscribeOptions, Subscription } from '../broker.ts'
import { BrokerError } from '../broker-error.ts'
import type { Clock } from '../clock.ts'
import type { EventSource } from '../event-source.ts'
import { EventSubscription } from '../event-subscription.ts'
import type { Health } from '../health.ts'
import type { NewEvent } from '../new-event.ts'
import type { HistoryQuery, Page } from '../page.ts'
import type { Head, Position } from '../position.ts'
import type { PublishResult } from '../publish-result.ts'
import { SharedReads, Ticks } from '../shared-reads.ts'
import { OrgChannel } from './org-channel.ts'
import type { WindowBounds } from './replay-window.ts'

export interface MemoryBrokerOptions {
  readonly clock: Clock
  readonly window: WindowBounds
}

/** 24 bits of it go into an id, and 0 is none. */
const epochs = 2 ** 24 - 1

/** Holds everything in this process: what it forgets at its end, a log or nobody can tell. */
export class MemoryBroker implements Broker {
  readonly #clock: Clock
  readonly #bounds: WindowBounds
  readonly #ownEpoch: number
  /** The org that was published to longest ago comes first. */
  readonly #channels = new Map<string, OrgChannel>()
  readonly #reads = new WeakMap<EventSource, SharedReads>()
  readonly #ticks = new Ticks()
  #closed = false

  constructor({ clock, window }: MemoryBrokerOptions) {
    this.#clock = clock
    this.#bounds = window
    // A broker of its own starts anew with every process: cursors of an earlier one must not fit.
    this.#ownEpoch = 1 + (Math.floor(clock.now(null) / 1000) % epochs)
  }

  publish(event: Event, position: Position): Promise<PublishResult>
  publish(event: NewEvent): Promise<PublishResult>
  async publish(event: Event | NewEvent, position?: Position): Promise<PublishResult> {
    const channel = this.#channel(event.org_id)
    const result =
      position === undefined
        ? channel.publishNext(event)
        : channel.publishAt(event as Event, position)
    this.#moveToEnd(channel)
    this.#trimIdle()
    return result
  }

  async adopt(head: Head): Promise<void> {
    this.#channel(head.orgId).adopt(head)
  }

  subscribe(orgId: string, { source, ...options }: SubscribeOptions = {}): Subscription {
    const reads = source === undefined ? null : this.#readsOf(source)
    const channel = this.#channel(orgId)
    return new EventSubscription({ ...options, channel, reads, ticks: this.#ticks })
  }

  async history(orgId: string, query: HistoryQuery): Promise<Page> {
    this.#refuseWhenClosed()
    const nothing = { events: [], covered: query.after === null, hasMore: false }
    return this.#channels.get(orgId)?.history(query) ?? nothing
  }

  async head(orgIds: readonly string[]): Promise<readonly Head[]> {
    this.#refuseWhenClosed()
    return orgIds.flatMap((orgId) => this.#channels.get(orgId)?.head ?? [])
  }

  async health(): Promise<Health> {
    const health = { orgs: 0, subscribers: 0, events: 0, bytes: 0 }
    for (const channel of this.#channels.values()) {
      health.orgs += 1
      health.subscribers += channel.listeners
      health.events += channel.size
      health.bytes += channel.bytes
    }
    return { status: this.#closed ? 'closed' : 'ok', backend: 'memory', ...health }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const channel of this.#channels.values()) channel.close()
    this.#channels.clear()
  }

  #channel(orgId: string): OrgChannel {
    this.#refuseWhenClosed()
    const known = this.#channels.get(orgId)
    if (known !== undefined) return known
    const channel = new OrgChannel({
      orgId,
      ownEpoch: this.#ownEpoch,
      bounds: this.#bounds,
      clock: this.#clock,
    })
    this.#channels.set(orgId, channel)
    return channel
  }

  #readsOf(source: EventSource): SharedReads {
    const known = this.#reads.get(source)
    if (known !== undefined) return known
    const reads = new SharedReads(source, this.#ticks)
    this.#reads.set(source, reads)
    return reads
  }

  #moveToEnd(channel: OrgChannel): void {
    this.#channels.delete(channel.orgId)
    this.#channels.set(channel.orgId, channel)
  }

  /**
   * Each publishing looks at the two orgs that were quiet for longest, so that what is held of
   * quiet orgs leaves in time without a timer.
   */
  #trimIdle(): void {
    let looked = 0
    for (const channel of this.#channels.values()) {
      if (looked === 2) return
      looked += 1
      channel.trim()
      if (channel.isIdle) this.#channels.delete(channel.orgId)
      else this.#moveToEnd(channel)
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new BrokerError('closed', 'the broker is closed')
  }
}
