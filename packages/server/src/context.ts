import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Commits } from './commits.ts'
import type { Page, PageQuery, PageSource } from './http/page.ts'
import type { Ids } from './ids.ts'
import type { ApiKeyPrincipal, Principal } from './principal.ts'
import type { ServerStatus } from './server-status.ts'
import type { Store } from './store/database.ts'
import type { ReadUnit, WriteUnit } from './store/unit-of-work.ts'

/** What every stage of an operation has in reach. It never sees Request or Response. */
export interface RequestContext {
  readonly operation: string
  readonly requestId: string
  readonly traceId: string | null
  /** One instant for the whole request, in milliseconds since 1970. */
  readonly now: number
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal
}

/** What every handler has in reach. */
export interface BaseContext extends RequestContext {
  /** Sends the version of the resource as `ETag`. */
  etag(version: number): void
  /** Refuses with 412 when `If-Match` asks for another version; `null` says that there is none. */
  checkVersion(version: number | null): void
  /** One page of a list, with a cursor to the next. */
  page<Row, Item>(query: PageQuery, source: PageSource<Row, Item>): Promise<Page<Item>>
}

/** Who calls, by what the operation asks for. */
export interface ApiKeyCaller {
  readonly orgId: string
  readonly principal: ApiKeyPrincipal
}

export interface AnyCaller {
  readonly orgId: string | null
  readonly principal: Principal
}

export interface ReadAccess {
  readonly tx: ReadUnit
}

export interface WriteAccess {
  readonly tx: WriteUnit
  readonly events: WriteUnit['events']
}

/** Of an operation that answers with a stream. */
export interface StreamAccess {
  /** What the header `Last-Event-ID` says; `null` without one. */
  readonly lastEventId: string | null
  /** Aborts when the stream should end: there is time for a last word. */
  readonly ending: AbortSignal
}

/** Without a transaction the store is in reach: units begin and end around whatever waits. */
export interface NoAccess {
  readonly store: Store
  readonly server: ServerStatus
  /** Where to wait for what others commit. */
  readonly commits: Commits
}

/**
 * The context of what runs before the unit of work: it may wait, and what it reads is no part of
 * the unit, so the handler checks it again where that matters.
 */
export type BeforeContext<Caller = ApiKeyCaller> = RequestContext &
  Caller & { readonly store: Pick<Store, 'read'> }

export type ReadContext = BaseContext & ApiKeyCaller & ReadAccess
export type WriteContext = BaseContext & ApiKeyCaller & WriteAccess
export type NoTransactionContext = BaseContext & AnyCaller & NoAccess

/** Who calls, by what an operation's row asks for. */
export type CallerOf<Row extends { security: string }> = Row['security'] extends
  | 'apiKey'
  | 'apiKeyOrStreamToken'
  ? ApiKeyCaller
  : AnyCaller

/** The context that an operation's row asks for. */
export type ContextOf<Row extends { security: string; transaction: string }> = BaseContext &
  CallerOf<Row> &
  (Row['transaction'] extends 'write'
    ? WriteAccess
    : Row['transaction'] extends 'read'
      ? ReadAccess
      : NoAccess) &
  (Row extends { streaming: 'sse' } ? StreamAccess : unknown)

/** What the kernel builds; each handler sees its own part. */
export type AnyContext = BaseContext &
  AnyCaller & { readonly tx?: ReadUnit | WriteUnit } & Partial<
    Omit<WriteAccess, 'tx'> & NoAccess & StreamAccess
  >
