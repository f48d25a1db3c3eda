import type { Broker } from './broker.ts'
import type { RelaySource } from './event-source.ts'
import { LogRelay } from './log-relay.ts'

/** Carries a log's events to a broker: in order, each one, whatever is lost on the way. */
export interface Relay {
  /** Tells that an org's log has grown. Returns at once; calls that come together cost one pass. */
  wake(orgId: string): void
  /**
   * Holds every org's log against what was passed on, and sets right what differs. Call it once
   * before anyone subscribes, then every second or so: it finds what was committed elsewhere, what
   * failed, and logs that were restored. Resolves when that is done.
   */
  sweep(): Promise<void>
  /** Resolves when every org that was woken is passed on, or has failed. */
  idle(): Promise<void>
  /** Passes nothing on any more; what runs is let finish. */
  stop(): Promise<void>
}

export interface RelayOptions {
  readonly source: RelaySource
  readonly broker: Broker
  /** Orgs that are passed on at the same time. Default: 8. */
  readonly concurrency?: number | undefined
  /** Is told what did not go as it should. Default: nobody is. */
  readonly onProblem?: ((problem: RelayProblem) => void) | undefined
}

/**
 * | kind     | what happened                                                        | what the relay did            |
 * | -------- | -------------------------------------------------------------------- | ----------------------------- |
 * | `gap`    | the broker lacks events that the log no longer has                   | the broker starts at its head |
 * | `epoch`  | the log was given another epoch                                      | the broker starts at its head |
 * | `forked` | the broker has events that the log lost, or has others in their place | gave the log a new epoch      |
 * | `failed` | the log or the broker could not be reached, or the log has a hole    | waits to be woken again       |
 */
export interface RelayProblem {
  readonly kind: 'gap' | 'epoch' | 'forked' | 'failed'
  readonly orgId: string
  /** Why it failed. */
  readonly error?: unknown
}

export function createRelay(options: RelayOptions): Relay {
  return new LogRelay(options)
}
