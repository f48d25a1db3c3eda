import type { Compilable, QueryCreator, SelectQueryBuilder } from 'kysely'

/** A query of which only the values change, so that each store builds and compiles it only once. */
export interface PreparedQuery<Values extends object, Row> {
  readonly build: (tables: QueryCreator<unknown>, values: Values) => Compilable<Row>
}

/**
 * Prepares a query for `unit.run`, for what every request does: building and compiling a statement
 * costs about as much as running it. `build` sees placeholders in place of the values, so it must
 * not look into them, and the values must have the same fields every time.
 */
export function prepareQuery<Tables, Values extends object>() {
  return <Row>(
    build: (tables: QueryCreator<Tables>, values: Values) => Compilable<Row>,
  ): PreparedQuery<Values, Row> =>
    // A store has the tables of every module.
    Object.freeze({ build: build as unknown as PreparedQuery<Values, Row>['build'] })
}

/**
 * What a unit that writes does to a row that it reads, until it is over: with `share` nobody changes
 * the row, with `update` nobody else may lock it either, as the unit is about to change it.
 */
export type RowLock = 'none' | 'share' | 'update'

/** Prepares a look-up of rows, to be run with or without a lock on them. */
export function prepareLookUp<Tables, Values extends object>() {
  return <Row>(
    build: (
      tables: QueryCreator<Tables>,
      values: Values,
    ) => SelectQueryBuilder<Tables, keyof Tables, Row>,
  ): Readonly<Record<RowLock, PreparedQuery<Values, Row>>> => ({
    none: prepareQuery<Tables, Values>()(build),
    share: prepareQuery<Tables, Values>()((tables, values) => build(tables, values).forShare()),
    update: prepareQuery<Tables, Values>()((tables, values) => build(tables, values).forUpdate()),
  })
}

class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

interface Prepared {
  readonly sql: string
  /** What is bound, in order: a placeholder for each value, and what never changes. */
  readonly parameters: readonly unknown[]
}

/** The prepared queries of one kind of database, compiled when they first run. */
export class PreparedQueries {
  readonly #tables: QueryCreator<unknown>
  readonly #compiled = new WeakMap<object, Prepared>()

  /** `tables`: compiles queries, and need not execute them. */
  constructor(tables: QueryCreator<unknown>) {
    this.#tables = tables
  }

  /** The query as text, and its parameters for these values. */
  bind<Values extends object, Row>(query: PreparedQuery<Values, Row>, values: Values): Prepared {
    const { sql, parameters } = this.#compiled.get(query) ?? this.#compile(query, values)
    const given = values as Readonly<Record<string, unknown>>
    const bound = parameters.map((parameter) =>
      parameter instanceof Placeholder ? given[parameter.name] : parameter,
    )
    return { sql, parameters: bound }
  }

  #compile<Values extends object, Row>(
    query: PreparedQuery<Values, Row>,
    values: Values,
  ): Prepared {
    const names = Object.keys(values)
    const placeholders = Object.fromEntries(names.map((name) => [name, new Placeholder(name)]))
    const { sql, parameters } = query.build(this.#tables, placeholders as Values).compile()
    const compiled = { sql, parameters }
    this.#compiled.set(query, compiled)
    return compiled
  }
}
