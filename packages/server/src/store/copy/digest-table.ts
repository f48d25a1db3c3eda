import { createHash } from 'node:crypto'
import type { Store } from '../database.ts'
import type { TableShape } from '../table-shape.ts'
import { keyOf, pageSize, readPage, type TableKey } from './table-page.ts'

export interface TableDigest {
  readonly rows: number
  /** SHA-256 of all rows in the order of their keys; the same on every database that holds the same. */
  readonly hash: string
}

export async function digestTable(store: Store, table: TableShape): Promise<TableDigest> {
  const hash = createHash('sha256')
  let rows = 0
  for (let after: TableKey | null = null; ; ) {
    const page = await readPage(store, table, after)
    for (const row of page) hash.update(`${JSON.stringify(row)}\n`)
    rows += page.length
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) break
    after = keyOf(table, last)
  }
  return { rows, hash: hash.digest('hex') }
}
