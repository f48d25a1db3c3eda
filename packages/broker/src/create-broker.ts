import type { Broker } from './broker.ts'
import { type Clock, systemClock } from './clock.ts'
import { MemoryBroker } from './memory/memory-broker.ts'
import { requirePositive } from './require-positive.ts'

export interface BrokerOptions {
  /** Where events are held. `memory` (default): in this process, for its own subscribers. */
  readonly backend?: 'memory' | undefined
  /** How long an event can be replayed, in seconds. Default: 600. */
  readonly replayWindowSeconds?: number | undefined
  /** The most events held per org. Default: 10,000. */
  readonly replayWindowEvents?: number | undefined
  /** The most bytes of events held per org; the newest event is always kept. Default: 16 MiB. */
  readonly replayWindowBytes?: number | undefined
  /** Tells the time. Default: the system's. */
  readonly clock?: Clock | undefined
}

/** Makes a broker that is ready at once. Throws when an option is not what it says. */
export function createBroker(options: BrokerOptions = {}): Broker {
  const { backend = 'memory', clock = systemClock } = options
  if (backend !== 'memory') throw new TypeError(`no backend is called ${backend as string}`)
  const { replayWindowSeconds = 600, replayWindowEvents = 10_000 } = options
  const { replayWindowBytes = 16 * 1024 * 1024 } = options
  requirePositive({ replayWindowSeconds, replayWindowEvents, replayWindowBytes })
  const ms = replayWindowSeconds * 1000
  const window = { ms, events: replayWindowEvents, bytes: replayWindowBytes }
  return new MemoryBroker({ clock, window })
}
