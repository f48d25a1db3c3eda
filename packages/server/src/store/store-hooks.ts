import type { LoggedEvent } from './event-log.ts'
import type { WriteScope } from './unit-of-work.ts'

/** Places where an embedder or a test may listen, or make the store fail. */
export interface StoreHooks {
  /** Runs inside each write unit, as the last thing before its COMMIT. What it throws fails that unit. */
  readonly beforeCommit?: ((scope: WriteScope) => void) | undefined
  /** Runs once for each committed write unit, before its caller is answered. It must not throw. */
  readonly onCommitted?: ((scope: WriteScope, events: readonly LoggedEvent[]) => void) | undefined
  /** Runs after each COMMIT with the number of units that it carried. */
  readonly onBatch?: ((units: number) => void) | undefined
}
