import type { QueryCreator } from 'kysely'
import type { EventSink } from './event-sink.ts'
import type { FullText } from './full-text.ts'
import type { PreparedQuery } from './prepared-query.ts'

/** On whose behalf a unit runs. */
export interface UnitScope {
  /** The tenant; `null` for work that belongs to none, such as creating one. */
  readonly orgId: string | null
  /** The operation or the worker, for hooks, logs and metrics. */
  readonly operation: string
  /** The request that asks for it; absent for work that none asked for. */
  readonly requestId?: string | null | undefined
}

export interface EventActor {
  readonly type: 'api_key' | 'bootstrap' | 'system'
  readonly id: string | null
}

export interface WriteScope extends UnitScope {
  readonly actor: EventActor
  readonly requestId: string | null
  readonly traceId: string | null
}

/** The scope of work that no caller asked for. */
export function systemScope(operation: string, orgId: string | null = null): WriteScope {
  const actor = { type: 'system', id: null } as const
  return { orgId, operation, actor, requestId: null, traceId: null }
}

/** Queries that can't write. */
export type ReadQueries<Tables> = Pick<QueryCreator<Tables>, 'selectFrom' | 'with'>

/**
 * One transaction's view of the database. Every statement must be awaited in turn, and nothing
 * else: no timer, no network. In development and tests a unit that waits for anything but the
 * database fails.
 */
export interface ReadUnit {
  readonly orgId: string | null
  /** The tables of one module, typed by it. Only repositories call this. */
  tables<Tables>(): ReadQueries<Tables>
  /** Runs a query that was prepared once. Only repositories call this. */
  run<Values extends object, Row>(
    query: PreparedQuery<Values, Row>,
    values: Values,
  ): Promise<readonly Row[]>
  /** The condition that a row of a table has all of these terms. Only repositories call this. */
  readonly matches: FullText['matches']
}

export interface WriteUnit extends Omit<ReadUnit, 'tables'> {
  tables<Tables>(): QueryCreator<Tables>
  /** What this unit will add to its org's log. */
  readonly events: EventSink
  /**
   * Takes the lock of that name until the unit is over; `false`, at once, when another unit has it.
   * It comes before every row that the unit locks.
   */
  tryLock(name: string): Promise<boolean>
}

/** What repositories that only read accept: either kind of unit. */
export type AnyUnit = ReadUnit | WriteUnit
