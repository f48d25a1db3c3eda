import { type SelectQueryBuilder, sql } from 'kysely'
import type { PageRange } from '../http/page.ts'

/**
 * One page of a list, the newest first, by a time in milliseconds and an id that tells apart what is of the
 * same one. The range goes on where the page before ended.
 */
export function newestFirst<DB, Tables extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  [time, id]: readonly [time: keyof Row & string, id: keyof Row & string],
  { limit, after }: PageRange,
): SelectQueryBuilder<DB, Tables, Row> {
  const [at, last] = after ?? []
  const place = sql`(${sql.ref(time)}, ${sql.ref(id)})`
  const rest =
    after === null ? query : query.where(sql<boolean>`${place} < (${Number(at)}, ${String(last)})`)
  return rest.orderBy(sql.ref(time), 'desc').orderBy(sql.ref(id), 'desc').limit(limit)
}
