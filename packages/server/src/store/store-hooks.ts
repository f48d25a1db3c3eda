import type { LoggedEvent } from './event-log.ts'
import type { UnitScope, WriteScope } from './unit-of-work.ts'

/** Places where an embedder or a test may listen, or make the store fail. */
export interface StoreHooks {
  /** Runs before each statement of each unit, with its SQL. What it throws fails the statement. */
  readonly beforeStatement?: ((scope: UnitScope, sql: string) => void) | undefined
  /** Runs inside each write unit, as the last thing before its COMMIT. What it throws fails that unit. */
  readonly beforeCommit?: ((scope: WriteScope) => void) | undefined
  /**
   * Runs once for each committed write unit, before its caller is answered. It must not throw. Where
   * units commit on several connections, one may be told of before another that came first.
   */
  readonly onCommitted?: ((scope: WriteScope, events: readonly LoggedEvent[]) => void) | undefined
  /**
   * Runs when an org's log is more than a minute ahead of the clock: the clock has stepped back, or
   * had been wrong before. The log goes on in order, at the time that it had reached.
   */
  readonly onLogAhead?: ((scope: WriteScope, aheadMs: number) => void) | undefined
  /** Runs after each COMMIT with the number of units that it carried. */
  readonly onBatch?: ((units: number) => void) | undefined
}
