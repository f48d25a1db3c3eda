import { setTimeout as pause } from 'node:timers/promises'
import type { QueryCreator } from 'kysely'
import type { Clock } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { SchemaConnection, Store, StoreCapabilities } from '../database.ts'
import { EventBuffer, type EventCatalogue, type LoggedEvent } from '../event-log.ts'
import type { Gate, Queries } from '../queries.ts'
import type { StoreHooks } from '../store-hooks.ts'
import type { ReadUnit, UnitScope, WriteScope, WriteUnit } from '../unit-of-work.ts'
import { advisoryKey } from './advisory-key.ts'
import { PostgresConnection } from './connection.ts'
import { postgresStatement, queriesOn } from './dialect.ts'
import { postgresFullText } from './full-text.ts'
import { listPostgresTables } from './list-tables.ts'
import { OrgTurns } from './org-turns.ts'
import type { PostgresPool } from './pool.ts'
import { type Access, isConflict, storeError } from './store-error.ts'

export interface PostgresStoreOptions {
  readonly pool: PostgresPool
  /** Connections in the pool. One org uses a quarter of them at most. */
  readonly poolSize: number
  readonly clock: Clock
  readonly catalogue: EventCatalogue
  readonly hooks?: StoreHooks | undefined
  /** Units that may wait for their org's turn, default 1,000. More are refused with `store_unavailable`. */
  readonly maxQueued?: number | undefined
  /** Milliseconds that a unit waits for its org's turn, default 5,000. */
  readonly waitMs?: number | undefined
}

const capabilities: StoreCapabilities = {
  manyProcesses: true,
  listTables: listPostgresTables,
  fullText: postgresFullText,
}
const { matches } = postgresFullText
const tolerableAheadMs = 60_000
/** How often a unit is run again when another transaction was in its way. */
const maxConflicts = 10

const begin: Readonly<Record<Access, string>> = {
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY',
  write: 'BEGIN ISOLATION LEVEL READ COMMITTED',
}
/** Settings without which COMMIT promises more than it keeps. */
const durability = ['fsync', 'synchronous_commit'] as const
/** What migrations hold while they run, so that processes that start at once wait for each other. */
const schemaLock = advisoryKey('coxswain schema')

/** A store on PostgreSQL, which any number of processes may share. */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  return new PostgresStore(options)
}

class PostgresStore implements Store {
  readonly capabilities = capabilities
  readonly #options: PostgresStoreOptions
  readonly #turns: OrgTurns
  #closed = false

  constructor(options: PostgresStoreOptions) {
    const { poolSize, maxQueued = 1000, waitMs = 5000 } = options
    this.#options = options
    this.#turns = new OrgTurns({ perOrg: Math.max(1, Math.floor(poolSize / 4)), maxQueued, waitMs })
  }

  read<T>(scope: UnitScope, work: (unit: ReadUnit) => Promise<T>): Promise<T> {
    return this.#turns.run(scope.orgId, () =>
      this.#inTransaction('read', (connection) =>
        this.#gated(scope, connection, (queries) => work(readUnit(scope, queries))),
      ),
    )
  }

  write<T>(scope: WriteScope, work: (unit: WriteUnit) => Promise<T>): Promise<T> {
    return this.#turns.run(scope.orgId, async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#writeOnce(scope, work)
        } catch (error) {
          if (!isConflict(error)) throw error
          if (attempt === maxConflicts) {
            throw new CoxswainError('store_unavailable', { cause: error, retryAfter: 1 })
          }
          // Outside of every transaction, and in no step with whoever was in the way.
          await pause(Math.random() * 2 ** Math.min(attempt, 6))
        }
      }
    })
  }

  async #writeOnce<T>(scope: WriteScope, work: (unit: WriteUnit) => Promise<T>): Promise<T> {
    const { hooks } = this.#options
    let logged: readonly LoggedEvent[] = []
    const result = await this.#inTransaction('write', (connection) =>
      this.#gated(scope, connection, async (queries) => {
        const events = new EventBuffer(scope, this.#options.catalogue)
        const unit = writeUnit(scope, queries, events, connection)
        const value = await work(unit)
        logged = await this.#flush(scope, unit, events)
        hooks?.beforeCommit?.(scope)
        return value
      }),
    )
    hooks?.onBatch?.(1)
    try {
      hooks?.onCommitted?.(scope, logged)
    } catch (error) {
      // The write stands and must be acknowledged, whatever a listener thinks of it.
      process.emitWarning(error instanceof Error ? error : String(error))
    }
    return result
  }

  async #flush(scope: WriteScope, unit: WriteUnit, events: EventBuffer) {
    const { clock, hooks } = this.#options
    const now = clock.now(scope.orgId)
    const logged = await events.flush(unit, now)
    const aheadMs = (logged[0]?.timestamp ?? now) - now
    if (aheadMs > tolerableAheadMs) hooks?.onLogAhead?.(scope, aheadMs)
    return logged
  }

  async #gated<T>(
    scope: UnitScope,
    connection: PostgresConnection,
    work: (queries: Queries) => Promise<T>,
  ): Promise<T> {
    const beforeStatement = this.#options.hooks?.beforeStatement
    const onStatement = beforeStatement && ((sql: string) => beforeStatement(scope, sql))
    const gate: Gate = { open: true, onStatement }
    try {
      return await work(queriesOn(connection, gate))
    } finally {
      gate.open = false
    }
  }

  async #inTransaction<T>(
    access: Access,
    work: (connection: PostgresConnection) => Promise<T>,
  ): Promise<T> {
    const client = await this.#connect(access)
    const connection = new PostgresConnection(client, access)
    let clean = false
    try {
      await connection.run(begin[access])
      try {
        const result = await work(connection)
        await commit(connection)
        clean = true
        return result
      } catch (error) {
        // Where this fails too, the connection is of no more use, and closing it rolls back.
        clean = await connection.run('ROLLBACK').then(
          () => true,
          () => false,
        )
        throw error
      }
    } finally {
      client.release(!clean)
    }
  }

  async #connect(access: Access) {
    if (this.#closed) {
      throw new CoxswainError('store_unavailable', { detail: 'the store is closed' })
    }
    try {
      return await this.#options.pool.connect()
    } catch (error) {
      throw storeError(error, access)
    }
  }

  schema<T>(work: (connection: SchemaConnection) => Promise<T>): Promise<T> {
    return this.#inTransaction('write', async (connection) => {
      // A large table takes its time, and so may the process that was first.
      await connection.run('SET LOCAL statement_timeout = 0')
      await connection.run('SET LOCAL lock_timeout = 0')
      await connection.all('SELECT pg_advisory_xact_lock($1)', [schemaLock])
      return work({
        execute: (statement, parameters) =>
          connection.execute(postgresStatement(statement), parameters),
      })
    })
  }

  async ping(): Promise<void> {
    await this.#inTransaction('read', async (connection) => {
      for (const setting of durability) {
        const [row] = await connection.all(`SHOW ${setting}`)
        if (row?.[setting] !== 'off') continue
        throw new CoxswainError('store_unavailable', {
          detail: `PostgreSQL runs with ${setting} = off: what it acknowledges may be lost`,
        })
      }
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#options.pool.end()
  }
}

/**
 * A transaction in which a statement failed can't be committed; PostgreSQL says so by another
 * command only. It must not be taken for a success by a unit that caught the error.
 */
async function commit(connection: PostgresConnection): Promise<void> {
  if ((await connection.run('COMMIT')) === 'COMMIT') return
  throw new CoxswainError('internal_error', {
    detail: 'a statement of the unit of work failed, so nothing of it was committed',
  })
}

function readUnit({ orgId }: UnitScope, { tables, run }: Queries): ReadUnit {
  return { orgId, run, matches, tables: <Tables>() => tables as QueryCreator<Tables> }
}

function writeUnit(
  { orgId }: WriteScope,
  { tables, run }: Queries,
  events: EventBuffer,
  connection: PostgresConnection,
): WriteUnit {
  return {
    orgId,
    events,
    run,
    matches,
    tables: <Tables>() => tables as QueryCreator<Tables>,
    async tryLock(name) {
      const [row] = await connection.all('SELECT pg_try_advisory_xact_lock($1) AS taken', [
        advisoryKey(name),
      ])
      return row?.['taken'] === 't'
    },
  }
}
