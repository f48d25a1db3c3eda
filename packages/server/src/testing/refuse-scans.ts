import { deepStrictEqual, ok } from 'node:assert/strict'
import type { Store } from '../store/database.ts'

/**
 * Looks at how the database would carry out statements: none may read a table from end to end. The
 * values do not matter to the plan, so all parameters are `1`.
 */
export async function refuseScans(store: Store, statements: readonly string[]): Promise<void> {
  ok(statements.length > 0, 'there is nothing to look at')
  const scans: string[] = []
  await store.schema(async (connection) => {
    // Where tables are all but empty, reading them whole is cheapest; here it must not be needed.
    if (store.capabilities.manyProcesses) await connection.execute('SET LOCAL enable_seqscan = off')
    for (const statement of new Set(statements)) {
      const plan = await explain(store, connection, statement)
      for (const line of plan.filter(isScan)) scans.push(`${line} in ${statement}`)
    }
  })
  deepStrictEqual(scans, [])
}

async function explain(
  { capabilities }: Store,
  { execute }: Parameters<Parameters<Store['schema']>[0]>[0],
  statement: string,
): Promise<readonly string[]> {
  const text = statement.replaceAll(/\$\d+/g, '?')
  const values = Array(text.split('?').length - 1).fill('1')
  const how = capabilities.manyProcesses ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'
  const rows = await execute(`${how} ${text}`, values)
  return rows.map((row) => String(row['detail'] ?? row['QUERY PLAN']))
}

/** A virtual table is an index itself, and a list of rows that was just found is short. */
function isScan(line: string): boolean {
  if (/Seq Scan on/.test(line)) return true
  return (
    /^SCAN /.test(line) && !/VIRTUAL TABLE INDEX|USING (COVERING )?INDEX|CONSTANT ROW/.test(line)
  )
}
