import type { PostgresPool } from './pool.ts'

export interface PoolOptions {
  /** `postgres://user:password@host:port/database`, with the parameters that libpq knows. */
  readonly url: string
  /** Connections at most. */
  readonly size: number
  /** Milliseconds that a unit waits for a connection, and a new connection may take. */
  readonly waitMs: number
  /** Milliseconds that one statement may take. */
  readonly statementMs: number
  /** Milliseconds that a statement may wait for a lock. */
  readonly lockMs: number
}

/** Milliseconds that a transaction may be left waiting: a process that hangs must not keep its locks. */
const idleInTransactionMs = 30_000

/** Opens connections with the driver `pg`, which is loaded only where it is used. */
export async function openPool(options: PoolOptions): Promise<PostgresPool> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    connectionTimeoutMillis: options.waitMs,
    statement_timeout: options.statementMs,
    lock_timeout: options.lockMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    application_name: 'coxswain',
    keepAlive: true,
  })
  // A connection that breaks while nobody uses it leaves the pool, and the next one is a new one; one
  // in use is told by its statement. Either may break once more while it is being closed.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return {
    async connect() {
      const client = await pool.connect()
      return {
        query: ({ values = [], ...statement }) =>
          client.query({ ...statement, values: [...values] } as never),
        release: (destroy = false) => client.release(destroy),
      }
    },
    end: () => pool.end(),
  }
}

function ignore(): void {}
