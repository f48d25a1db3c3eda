import { CoxswainError } from '../../coxswain-error.ts'
import type { Gate, Queries } from '../queries.ts'
import type { SqliteConnection } from './connection.ts'
import { queriesOn } from './dialect.ts'
import type { Turns } from './turns.ts'

/**
 * A few read-only connections. They see only what is committed, each unit on one snapshot; a
 * writer's rollback can't take back what a reader saw.
 */
export class SqliteReaders {
  readonly #free: SqliteConnection[]
  readonly #all: readonly SqliteConnection[]
  readonly #waiting: ((connection: SqliteConnection) => void)[] = []
  readonly #turns: Turns
  #closed = false
  #idle: (() => void) | null = null

  constructor(connections: readonly SqliteConnection[], turns: Turns) {
    this.#all = connections
    this.#free = [...connections]
    this.#turns = turns
  }

  async run<T>(
    work: (queries: Queries) => Promise<T>,
    onStatement?: Gate['onStatement'],
  ): Promise<T> {
    const connection = await this.#acquire()
    const gate: Gate = { open: true, onStatement }
    try {
      connection.run('BEGIN')
      return await this.#turns.run(() => work(queriesOn(connection, gate)))
    } finally {
      gate.open = false
      try {
        if (connection.database.isTransaction) connection.run('COMMIT')
      } finally {
        this.#release(connection)
      }
    }
  }

  /** Waits for the units that run, then closes. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#free.length < this.#all.length) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    for (const connection of this.#all) connection.close()
  }

  #acquire(): Promise<SqliteConnection> {
    if (this.#closed) {
      return Promise.reject(
        new CoxswainError('store_unavailable', { detail: 'the store is closed' }),
      )
    }
    const free = this.#free.pop()
    if (free !== undefined) return Promise.resolve(free)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(connection: SqliteConnection): void {
    const next = this.#waiting.shift()
    if (next !== undefined) {
      next(connection)
      return
    }
    this.#free.push(connection)
    if (this.#free.length === this.#all.length) this.#idle?.()
  }
}
