import type { Worker, WorkerContext } from '../../../module.ts'
import { listLogHeads } from '../../../store/log-heads.ts'
import { systemScope } from '../../../store/unit-of-work.ts'
import { scan } from './scan.ts'

const name = 'governance.signals'

/** Orgs that are read at once. */
const batch = 500

/**
 * Looks after every org once a minute, each by its own clock. That is enough for what is critical to
 * be told within five minutes, and what only time brings about needs somebody who looks at the time.
 */
export function signalWorker(): Worker {
  return {
    name,
    everyMs: 60_000,
    async run(context) {
      if (context.orgId !== undefined) return scanOrg(context, context.orgId)
      let after: string | null = null
      for (;;) {
        const orgs = await listOrgs(context, after)
        for (const orgId of orgs) await scanOrg(context, orgId)
        if (orgs.length < batch) return
        after = orgs.at(-1) ?? null
      }
    },
  }
}

/** Every org has a log. */
async function listOrgs({ store }: WorkerContext, after: string | null): Promise<string[]> {
  const heads = await store.read(systemScope(name), (unit) =>
    listLogHeads(unit, { after, limit: batch }),
  )
  return heads.map(({ orgId }) => orgId)
}

function scanOrg({ store, clock, ids }: WorkerContext, orgId: string): Promise<void> {
  return store.write(systemScope(name, orgId), (tx) =>
    scan(tx, { orgId, ids, now: clock.now(orgId) }),
  )
}
