import type { Store } from './database.ts'
import { changeLogEpoch, listLogHeads } from './log-heads.ts'
import { systemScope } from './unit-of-work.ts'

const scope = 'store.restore'
const pageSize = 500

/**
 * Begins a new epoch in every org's log, so that no cursor of a history that a backup does not have is
 * taken for one of this. Resolves to the number of orgs.
 */
export async function changeEpochs(store: Store): Promise<number> {
  let count = 0
  for (let after: string | null = null; ; ) {
    const heads = await store.read(systemScope(scope), (unit) =>
      listLogHeads(unit, { after, limit: pageSize }),
    )
    for (const { orgId, epoch } of heads) {
      await store.write(systemScope(scope, orgId), (unit) => changeLogEpoch(unit, orgId, epoch))
    }
    count += heads.length
    const last = heads.at(-1)
    if (last === undefined || heads.length < pageSize) return count
    after = last.orgId
  }
}
