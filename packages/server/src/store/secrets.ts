import type { Ids } from '../ids.ts'
import type { Store } from './database.ts'
import type { KernelTables } from './tables.ts'
import { systemScope } from './unit-of-work.ts'

const secretBytes = 32

/** A secret of this database, made on first use, so that what it signs outlives the process. */
export function loadSecret(store: Store, ids: Ids, name: string): Promise<Uint8Array> {
  return store.write(systemScope(`secret.${name}`), async (unit) => {
    const tables = unit.tables<KernelTables>()
    const known = await tables
      .selectFrom('kernel_secrets')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst()
    if (known !== undefined) return Buffer.from(known.value, 'base64')
    const secret = ids.bytes(secretBytes, null)
    const value = Buffer.from(secret).toString('base64')
    await tables
      .insertInto('kernel_secrets')
      .values({ name, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    // Another process may have been quicker: then its secret is the one.
    const kept = await tables
      .selectFrom('kernel_secrets')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return Buffer.from(kept.value, 'base64')
  })
}
