import type { Position } from './pagination.ts'

export interface PageQuery {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** What a repository needs for one page of a list. */
export interface PageRange {
  readonly limit: number
  /** Where the page before ended; `null` for the first. */
  readonly after: Position | null
}

export interface PageSource<Row, Item> {
  /** Rows in the list's order, at most `limit`. */
  fetch(range: PageRange): Promise<readonly Row[]>
  /** The values that the list is ordered by. */
  position(row: Row): Position
  item(row: Row): Item
}

export interface Page<Item> {
  data: Item[]
  next_cursor: string | null
  has_more: boolean
}

const defaultLimit = 50

/** Fetches one row more than the page holds, to know whether there is another. */
export async function fetchPage<Row, Item>(
  limit: number = defaultLimit,
  after: Position | null,
  source: PageSource<Row, Item>,
  encode: (position: Position) => string,
): Promise<Page<Item>> {
  const rows = await source.fetch({ limit: limit + 1, after })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = rows.length > limit && last !== undefined
  return {
    data: shown.map((row) => source.item(row)),
    next_cursor: more ? encode(source.position(last)) : null,
    has_more: more,
  }
}
