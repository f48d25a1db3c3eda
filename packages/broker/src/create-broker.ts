import type { Broker } from './broker.ts'
import { type Clock, systemClock } from './clock.ts'
import { MemoryBroker } from './memory/memory-broker.ts'

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

/** Makes a broker that is ready at once. */
export function createBroker(options: BrokerOptions = {}): Broker {
  const { clock = systemClock } = options
  return new MemoryBroker({
    clock,
    window: {
      ms: (options.replayWindowSeconds ?? 600) * 1000,
      events: options.replayWindowEvents ?? 10_000,
      bytes: options.replayWindowBytes ?? 16 * 1024 * 1024,
    },
  })
}
