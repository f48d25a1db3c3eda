/** A value as the driver sends it. */
export type PostgresValue = string | number | bigint | boolean | null | Uint8Array

export interface PostgresStatement {
  readonly text: string
  readonly values?: readonly PostgresValue[] | undefined
  /** Statements with a name are parsed and planned once per connection. */
  readonly name?: string | undefined
  /** How columns of a type become values. */
  readonly types?: TypeParsers | undefined
}

export interface TypeParsers {
  getTypeParser(oid: number, format?: string): (text: string) => unknown
}

export interface PostgresResult {
  /** The command that was carried out, such as `COMMIT`. */
  readonly command: string
  readonly rowCount: number | null
  readonly rows: readonly Record<string, unknown>[]
}

/** One connection: what the store needs of the driver `pg`, so that another can take its place. */
export interface PostgresClient {
  query(statement: PostgresStatement): Promise<PostgresResult>
  /** Gives the connection back; with `true` it is closed, since nobody knows what state it is in. */
  release(destroy?: boolean): void
}

export interface PostgresPool {
  connect(): Promise<PostgresClient>
  end(): Promise<void>
}
