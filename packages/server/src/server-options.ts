import type { Broker, BrokerOptions } from '@coxswain/broker'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Retention } from './housekeeping.ts'
import type { CorsOptions } from './http/cors.ts'
import type { HookSubject } from './http/kernel.ts'
import type { RateLimit } from './http/rate-limit.ts'
import type { Ids } from './ids.ts'
import type { Module } from './module.ts'
import type { WebhookOptions } from './modules/delivery/index.ts'
import type { GuardOptions } from './modules/governance/index.ts'
import type { DatabasePool } from './open-store.ts'
import type { LoggedEvent } from './store/event-log.ts'
import type { Timers } from './timers.ts'

export interface ServerOptions {
  /**
   * Where everything is kept: `sqlite:<file>`, `sqlite::memory:` for tests, or
   * `postgres://<user>:<password>@<host>:<port>/<name>`. One process serves one file; the file and
   * its folder are made when they are missing. Any number of processes share a PostgreSQL database.
   */
  readonly database: string
  /** How connections to PostgreSQL are used. */
  readonly pool?: DatabasePool | undefined
  /**
   * When COMMIT counts as done on SQLite. `FULL` (default): what was acknowledged survives a power
   * cut. `NORMAL`: it survives a crash of the process, but a power cut may cost the last commits.
   */
  readonly synchronous?: 'FULL' | 'NORMAL' | undefined
  /** Lets its bearer create orgs over HTTP. Default: nobody can. */
  readonly bootstrapToken?: string | undefined
  /** Modules besides the built-in ones. */
  readonly modules?: readonly Module[] | undefined
  readonly limits?: Limits | undefined
  /** Origins whose pages may call from a browser, compared exactly. Default: none. */
  readonly cors?: CorsOptions | undefined
  readonly retention?: Retention | undefined
  /**
   * What hands events to streams: a broker of your own, which stays yours to close, or how the
   * built-in one is made. Default: in this process, with a window of 600 s; older events come from
   * the log.
   */
  readonly broker?: Broker | BrokerOptions | undefined
  readonly stream?: StreamOptions | undefined
  readonly webhooks?: WebhookOptions | undefined
  /** What is logged, as one JSON object a line on stdout. Default: `silent`. */
  readonly logLevel?: LogLevel | undefined
  /** Where logs go instead. */
  readonly logger?: Logger | undefined
  /**
   * Checks every answer against the contract, and fails units of work that wait for anything but
   * the database. Default: unless NODE_ENV is `production`, where one answer in a hundred is
   * checked and counted.
   */
  readonly strict?: boolean | undefined
  /** Tells the time. Default: the system's. */
  readonly clock?: Clock | undefined
  /** Waits, for heartbeats, long polls and draining. Default: the system's timers. */
  readonly timers?: Timers | undefined
  /** Makes ids and secrets. Default: from the system's randomness. */
  readonly ids?: Ids | undefined
  /** The embedder's own judges of acts, beside the policies. Default: none. */
  readonly guard?: GuardOptions | undefined
  readonly hooks?: ServerHooks | undefined
}

/** How event streams behave. */
export interface StreamOptions {
  /** The longest silence of a stream, in ms. Default: 15,000; SDKs give up on one after 45,000. */
  readonly heartbeatMs?: number | undefined
  /** When readers come back after a stream ended, in ms, each one half to one and a half of it. Default: 1000. */
  readonly retryMs?: number | undefined
  /** Bytes of events that may wait for one reader before its stream is ended. Default: 1 MiB. */
  readonly bufferBytes?: number | undefined
  /** Spreads what would else come all at once: 0 to below 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface Limits {
  /** Requests per org and window, counted in this process. Default: 60,000 in 60 s. */
  readonly rate?: RateLimit | undefined
  /** The longest body, in bytes. Default: 1 MiB. */
  readonly bodyBytes?: number | undefined
  /**
   * Units of work that may wait for the database at once. Beyond it a request is answered 503
   * `store_unavailable` with Retry-After, as a queue without end only moves the failure into
   * memory. Default: 1,000, a fraction of a second of work.
   */
  readonly queuedUnits?: number | undefined
  /** How long a request waits for its twin with the same Idempotency-Key, in ms. Default: 10,000. */
  readonly idempotencyWaitMs?: number | undefined
  /**
   * How long draining waits for requests that run, in ms. Default: 30,000. One that never ends must
   * not keep the others' database open; it is told by its signal, and by an error when it goes on.
   */
  readonly drainMs?: number | undefined
}

/** Places to listen, or to make things fail in a test. */
export interface ServerHooks {
  /** Before each handler's unit of work, with its Idempotency-Key already claimed. May wait or throw. */
  readonly beforeHandler?: ((subject: HookSubject) => void | Promise<void>) | undefined
  /**
   * Before each statement of each unit of work, with its SQL. What it throws fails that statement,
   * as if the database had.
   */
  readonly beforeStatement?: ((unit: UnitSubject, sql: string) => void) | undefined
  /** Inside each write unit, last before COMMIT. What it throws fails that unit alone. */
  readonly beforeCommit?: ((unit: UnitSubject) => void) | undefined
  /** After each committed write unit, before its caller is answered. */
  readonly onUnitCommitted?: ((unit: CommittedUnit) => void) | undefined
}

export interface UnitSubject {
  /** The operation, or the worker's name. */
  readonly operation: string
  readonly orgId: string | null
  /** `null` for work that no request asked for. */
  readonly requestId: string | null
}

export interface CommittedUnit extends UnitSubject {
  /** What the unit added to the log. */
  readonly events: readonly LoggedEvent[]
}
