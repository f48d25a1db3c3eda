import { createHash } from 'node:crypto'
import type { CompiledQuery, QueryResult } from 'kysely'
import type { QueryConnection } from '../queries.ts'
import type {
  PostgresClient,
  PostgresResult,
  PostgresStatement,
  PostgresValue,
  TypeParsers,
} from './pool.ts'
import { type Access, storeError } from './store-error.ts'
import { originalText, storedText } from './text.ts'

/** One connection of the pool, for one unit, in the shape that kysely executes on. */
export class PostgresConnection implements QueryConnection {
  readonly #client: PostgresClient
  readonly #access: Access

  constructor(client: PostgresClient, access: Access) {
    this.#client = client
    this.#access = access
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, rowCount } = await this.#named(sql, parameters)
    return { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) }
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new TypeError('no iterator may live across an await: page through the rows instead')
  }

  /** Runs a statement of the transaction's own. Answers the command that was carried out. */
  async run(text: string): Promise<string> {
    const { command } = await this.#query({ text })
    return command
  }

  /** Runs a statement that is worth to be kept by the connection. */
  async all(text: string, values: readonly unknown[] = []) {
    return (await this.#named(text, values)).rows
  }

  /** Runs a statement that comes once, such as one of a migration. */
  async execute(text: string, values: readonly PostgresValue[] = []) {
    return (await this.#query({ text, values, types })).rows
  }

  #named(text: string, values: readonly unknown[]): Promise<PostgresResult> {
    const bound = values as readonly PostgresValue[]
    return this.#query({ text, values: bound, name: statementName(text), types })
  }

  async #query({ values = [], ...statement }: PostgresStatement): Promise<PostgresResult> {
    const stored = values.map((value) => (typeof value === 'string' ? storedText(value) : value))
    try {
      return await this.#client.query({ ...statement, values: stored })
    } catch (error) {
      throw storeError(error, this.#access)
    }
  }
}

const names = new Map<string, string>()
/** Generated SQL has few distinct texts; should it ever have many, connections must not keep them all. */
const maxNames = 500

/** The name under which a connection keeps a statement; none for what is not worth to be kept. */
function statementName(sql: string): string | undefined {
  const known = names.get(sql)
  if (known !== undefined) return known
  if (names.size === maxNames) return undefined
  const name = `cox_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`
  names.set(sql, name)
  return name
}

/** Type ids of PostgreSQL's catalogue. */
const int8 = 20
const integers: ReadonlySet<number> = new Set([21, 23])
const texts: ReadonlySet<number> = new Set([25, 1043])

/** `bigint` columns hold what JavaScript counts exactly, so they are numbers, as everywhere else. */
const types: TypeParsers = {
  getTypeParser(oid) {
    if (oid === int8) return safeInteger
    if (integers.has(oid)) return Number
    return texts.has(oid) ? originalText : String
  },
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`the database holds ${text}, which no number in JavaScript can be`)
}
