import { sweepAnswers } from './http/idempotency.ts'
import type { Worker } from './module.ts'
import { listTrimmable, trimBatch, trimLog } from './store/retention.ts'
import { systemScope } from './store/unit-of-work.ts'

export interface Retention {
  /** Days that events are kept. Absent: for ever. The newest event of an org always stays. */
  readonly eventDays?: number | undefined
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** The kernel's own workers. */
export function housekeeping({ eventDays }: Retention): Worker[] {
  const workers = [sweepIdempotency]
  if (eventDays !== undefined) workers.push(trimEvents(eventDays))
  return workers
}

const sweepIdempotency: Worker = {
  name: 'kernel.idempotency',
  everyMs: minuteMs,
  async run({ store, clock }) {
    const scope = systemScope('kernel.idempotency')
    const sweep = () => store.write(scope, (unit) => sweepAnswers(unit, clock.now(null)))
    while ((await sweep()) === trimBatch);
  },
}

/** Old events leave org by org, in units short enough for others to get in between. */
function trimEvents(days: number): Worker {
  return {
    name: 'kernel.retention',
    everyMs: minuteMs,
    async run({ store, clock }) {
      const scope = systemScope('kernel.retention')
      const orgs = await store.read(scope, (unit) =>
        listTrimmable(unit, clock.now(null) - days * dayMs),
      )
      for (const orgId of orgs) {
        const before = clock.now(orgId) - days * dayMs
        const trim = () =>
          store.write(systemScope('kernel.retention', orgId), (unit) =>
            trimLog(unit, { orgId, before, passed: Number.MAX_SAFE_INTEGER }),
          )
        while ((await trim()) === trimBatch);
      }
    },
  }
}
