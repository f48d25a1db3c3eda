import {
  type DatabaseConnection,
  DefaultQueryExecutor,
  type DialectAdapter,
  type QueryCompiler,
  QueryCreator,
} from 'kysely'
import { CoxswainError } from '../coxswain-error.ts'
import { PreparedQueries } from './prepared-query.ts'
import type { AnyUnit } from './unit-of-work.ts'

/** Whether a unit may still use its connection. */
export interface Gate {
  open: boolean
  /** Told of every statement before it runs; may throw. */
  readonly onStatement?: ((sql: string) => void) | undefined
}

/** What a unit asks the database with. */
export interface Queries {
  readonly tables: QueryCreator<unknown>
  readonly run: AnyUnit['run']
}

type Rows = readonly Readonly<Record<string, unknown>>[]

/** A connection in the shape that kysely executes on, with a shorter way for what is compiled already. */
export interface QueryConnection extends DatabaseConnection {
  all(sql: string, parameters: readonly unknown[]): Rows | Promise<Rows>
}

/** How one kind of database spells its statements. */
export interface SqlDialect {
  readonly compiler: QueryCompiler
  readonly adapter: DialectAdapter
}

/**
 * Makes the queries of one unit on one connection. Once the gate is shut they fail, whoever kept
 * them. What a dialect has compiled is shared by all of its units.
 */
export function createQueries(
  dialect: SqlDialect,
): (connection: QueryConnection, gate: Gate) => Queries {
  const prepared = new PreparedQueries(
    creator(dialect, () => {
      throw new TypeError('prepared queries are only compiled here')
    }),
  )
  return (connection, gate) => {
    const enter = (sql: string) => {
      if (!gate.open) {
        throw new CoxswainError('internal_error', { detail: 'the unit of work is over' })
      }
      gate.onStatement?.(sql)
    }
    return {
      tables: creator(dialect, () => watched(connection, enter)),
      async run(query, values) {
        const { sql, parameters } = prepared.bind(query, values)
        enter(sql)
        return connection.all(sql, parameters) as never
      },
    }
  }
}

function watched(connection: DatabaseConnection, enter: (sql: string) => void): DatabaseConnection {
  return {
    async executeQuery(query) {
      enter(query.sql)
      return connection.executeQuery(query)
    },
    streamQuery: (...given) => connection.streamQuery(...given),
  }
}

function creator(
  { compiler, adapter }: SqlDialect,
  enter: () => DatabaseConnection,
): QueryCreator<unknown> {
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: (consumer) => consumer(enter()),
  })
  return new QueryCreator({ executor })
}
