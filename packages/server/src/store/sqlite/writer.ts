import { CoxswainError } from '../../coxswain-error.ts'
import type { Gate, Queries } from '../queries.ts'
import type { SqliteConnection } from './connection.ts'
import { queriesOn } from './dialect.ts'
import type { Turns } from './turns.ts'

export interface WriterOptions {
  readonly turns: Turns
  /** Units per COMMIT. */
  readonly batchSize: number
  /** Units that may wait; more are refused. */
  readonly maxQueued: number
  /** Told after every COMMIT how many units it carried. */
  readonly onBatch?: ((units: number) => void) | undefined
}

interface Task {
  readonly kind: 'read' | 'write'
  readonly work: (queries: Queries) => Promise<unknown>
  readonly committed: (() => void) | undefined
  readonly onStatement: Gate['onStatement']
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export interface UnitListeners {
  /** Runs after COMMIT and before the answer. */
  readonly committed?: (() => void) | undefined
  readonly onStatement?: Gate['onStatement']
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * The only connection that writes, behind a queue. What waits in the queue shares a COMMIT:
 *
 *     BEGIN IMMEDIATE
 *       SAVEPOINT, unit, RELEASE        (ROLLBACK TO when the unit fails: the others don't notice)
 *       ... up to `batchSize` ...
 *     COMMIT                            and only now everyone is answered
 *
 * Also a failed unit is answered after COMMIT: it may have failed for what an earlier unit of the
 * batch wrote, which isn't true before that.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection
  readonly #options: WriterOptions
  readonly #queue: Task[] = []
  #running: Promise<void> | null = null
  #closed = false

  constructor(connection: SqliteConnection, options: WriterOptions) {
    this.#connection = connection
    this.#options = options
  }

  /** Queues a unit. */
  write<T>(work: (queries: Queries) => Promise<T>, listeners: UnitListeners = {}): Promise<T> {
    return this.#enqueue('write', work, listeners)
  }

  /** Queues a unit that can't write, for a database that has only this connection. */
  read<T>(
    work: (queries: Queries) => Promise<T>,
    listeners: Pick<UnitListeners, 'onStatement'> = {},
  ): Promise<T> {
    return this.#enqueue('read', work, listeners)
  }

  #enqueue<T>(
    kind: Task['kind'],
    work: (queries: Queries) => Promise<T>,
    { committed, onStatement }: UnitListeners,
  ): Promise<T> {
    if (this.#closed) {
      return Promise.reject(
        new CoxswainError('store_unavailable', { detail: 'the store is closed' }),
      )
    }
    if (this.#queue.length >= this.#options.maxQueued) {
      return Promise.reject(
        new CoxswainError('store_unavailable', {
          detail: 'too many requests wait for the database: try again in a second',
          retryAfter: 1,
        }),
      )
    }
    return new Promise<T>((resolve, reject) => {
      const settle = { resolve: resolve as Task['resolve'], reject }
      this.#queue.push({ kind, work, committed, onStatement, ...settle })
      this.#running ??= this.#drain()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#running
    this.#connection.close()
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      // Requests that arrive in this turn of the event loop get into the same batch.
      await new Promise<void>((resolve) => setImmediate(resolve))
      await this.#commit(this.#queue.splice(0, this.#options.batchSize))
    }
    this.#running = null
  }

  async #commit(batch: readonly Task[]): Promise<void> {
    const outcomes: Outcome[] = []
    try {
      this.#connection.run('BEGIN IMMEDIATE')
      for (const task of batch) outcomes.push(await this.#unit(task))
      this.#connection.run('COMMIT')
    } catch (error) {
      this.#abandon()
      const lost = new CoxswainError('store_unavailable', { cause: error })
      for (const task of batch) task.reject(lost)
      return
    }
    this.#options.onBatch?.(batch.length)
    for (const [index, task] of batch.entries()) answer(task, outcomes[index])
  }

  async #unit({ kind, work, onStatement }: Task): Promise<Outcome> {
    const gate: Gate = { open: true, onStatement }
    this.#connection.run('SAVEPOINT unit')
    const before = kind === 'read' ? this.#connection.changes() : null
    try {
      const queries = queriesOn(this.#connection, gate)
      const value = await this.#options.turns.run(() => work(queries))
      gate.open = false
      // `PRAGMA query_only` would have every statement compiled anew, at each change of it.
      if (kind === 'read' && this.#connection.changes() !== before) throw new TypeError(hasWritten)
      this.#connection.run('RELEASE unit')
      return { value }
    } catch (error) {
      gate.open = false
      // Where SQLite has already rolled back everything, this throws and the whole batch is lost.
      this.#connection.run('ROLLBACK TO unit')
      this.#connection.run('RELEASE unit')
      return { error }
    }
  }

  #abandon(): void {
    if (!this.#connection.database.isTransaction) return
    try {
      this.#connection.run('ROLLBACK')
    } catch {
      // What made COMMIT fail is already told; the next BEGIN shows whether the database is back.
    }
  }
}

const hasWritten = 'a unit of work that only reads has written, which is taken back'

function answer(task: Task, outcome: Outcome | undefined): void {
  if (outcome === undefined) return
  if ('error' in outcome) {
    task.reject(outcome.error)
    return
  }
  try {
    task.committed?.()
  } catch (error) {
    // The write stands and must be acknowledged, whatever a listener thinks of it.
    process.emitWarning(error instanceof Error ? error : String(error))
  }
  task.resolve(outcome.value)
}
