import type { Event } from '@coxswain/contract'
import type { Broker, SubscribeOptions, Subscription } from '../broker.ts'
import { createBroker } from '../create-broker.ts'
import type { Delivery } from '../delivery.ts'
import { parseEventId } from '../event-id.ts'
import type { EventSource } from '../event-source.ts'
import type { NewEvent } from '../new-event.ts'
import type { Position } from '../position.ts'
import type { OpenBroker } from './stage.ts'

/** Mistakes that look right in a demonstration. The cases must find every one of them. */
export const brokenBrokers = {
  /** Reads history to its end, then begins to listen: what comes in between is lost. */
  readsFirst: broken((inner) => ({
    subscribe: (orgId, options = {}) => withHistory(inner, orgId, options, readThenListen),
  })),

  /** Listens first, but hands out again what it has read as well. */
  doublesAtHandOver: broken((inner) => ({
    subscribe: (orgId, options = {}) => withHistory(inner, orgId, options, readThenRepeat),
  })),

  /** Takes a seq for an event, and any epoch for its own. */
  comparesPositionsOnly: broken((inner) => ({
    async publish(event: Event | NewEvent, position?: Position) {
      if (position === undefined) return inner.publish(event as NewEvent)
      const [held] = await inner.head([event.org_id])
      const { epoch, id } = held ?? { epoch: position.epoch, id: position.prevId }
      return inner.publish(event as Event, { epoch, seq: position.seq, prevId: id })
    },
    subscribe: believing(inner, bySeq),
  })),

  /** Lets a slow subscriber's buffer grow. */
  buffersWithoutBound: broken((inner) => ({
    subscribe: (orgId, options = {}) =>
      inner.subscribe(orgId, { ...options, maxBufferBytes: Number.POSITIVE_INFINITY }),
  })),

  /** Resets whoever is beyond its own window, though the log could tell the rest. */
  resetsByItself: broken((inner) => ({
    subscribe: believing(inner, (source) => async (orgId, after) => {
      const state = await source.resolve(orgId, after)
      const [known] = await inner.head([orgId])
      if (!state.valid || known === undefined) return state
      const { covered } = await inner.history(orgId, { after, limit: 1 })
      return covered ? state : { valid: false, reason: 'cursor_trimmed' }
    }),
  })),
} satisfies Record<string, OpenBroker>

type Deliveries = AsyncGenerator<Delivery, undefined, undefined>

/** A broker that is right but for what is replaced. */
function broken(replace: (inner: Broker) => Partial<Broker>): OpenBroker {
  return (options) => {
    const inner = createBroker(options)
    return {
      publish: inner.publish.bind(inner),
      adopt: inner.adopt.bind(inner),
      subscribe: inner.subscribe.bind(inner),
      history: inner.history.bind(inner),
      head: inner.head.bind(inner),
      health: inner.health.bind(inner),
      close: inner.close.bind(inner),
      ...replace(inner),
    }
  }
}

/** Only who resumes with a log behind meets the mistake. */
function withHistory(
  inner: Broker,
  orgId: string,
  options: SubscribeOptions,
  read: (inner: Broker, orgId: string, options: SubscribeOptions) => Deliveries,
): Subscription {
  const { after, source } = options
  if (after === undefined || source === undefined) return inner.subscribe(orgId, options)
  return read(inner, orgId, options)
}

/** Reads up to where the broker stands at the start; only then `listen` is called. */
async function* readThenListen(
  inner: Broker,
  orgId: string,
  options: SubscribeOptions,
): Deliveries {
  const { after, ...fromNow } = options
  const [head] = await inner.head([orgId])
  if (head === undefined || after === head.id) return yield* inner.subscribe(orgId, options)
  for await (const delivery of inner.subscribe(orgId, options)) {
    const isLast = delivery.type === 'event' && delivery.seq === head.seq
    const listening = isLast ? inner.subscribe(orgId, fromNow) : null
    yield delivery
    if (listening !== null) return yield* listening
  }
  return undefined
}

/** Reads all that there is, and gives then what was heard meanwhile, again. */
async function* readThenRepeat(
  inner: Broker,
  orgId: string,
  options: SubscribeOptions,
): Deliveries {
  const { after, ...fromNow } = options
  const isNewest = async (id: string) => (await inner.head([orgId]))[0]?.id === id
  const [head] = await inner.head([orgId])
  if (head === undefined || after === head.id) return yield* inner.subscribe(orgId, options)
  const listening = inner.subscribe(orgId, fromNow)
  for await (const delivery of inner.subscribe(orgId, options)) {
    const isLast = delivery.type === 'event' && (await isNewest(delivery.id))
    yield delivery
    if (isLast) return yield* listening
  }
  return undefined
}

/** Subscribes to a broker that has cursors judged by something else than the log. */
function believing(
  inner: Broker,
  resolveBy: (source: EventSource) => EventSource['resolve'],
): Broker['subscribe'] {
  const believed = new WeakMap<EventSource, EventSource>()
  return (orgId, options = {}) => {
    const { source } = options
    if (source === undefined) return inner.subscribe(orgId, options)
    const own = believed.get(source) ?? {
      resolve: resolveBy(source),
      read: source.read.bind(source),
      head: source.head.bind(source),
    }
    believed.set(source, own)
    return inner.subscribe(orgId, { ...options, source: own })
  }
}

function bySeq(source: EventSource): EventSource['resolve'] {
  return async (orgId, cursor) => {
    const state = await source.resolve(orgId, cursor)
    const seq = parseEventId(orgId, cursor)?.seq
    const { seq: newest, firstSeq } = await source.head(orgId)
    const exists = seq !== undefined && seq >= firstSeq && seq <= newest
    return exists ? { valid: true, seq } : state
  }
}
