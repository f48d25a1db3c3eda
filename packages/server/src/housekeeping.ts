import { sweepAnswers } from './http/idempotency.ts'
import type { Worker, WorkerContext } from './module.ts'
import { declareLost, passedByReaders } from './store/reader-retention.ts'
import { listTrimmable, trimBatch, trimLog } from './store/retention.ts'
import { systemScope } from './store/unit-of-work.ts'

export interface Retention {
  /** Days that events are kept. Absent: for ever. The newest event of an org always stays. */
  readonly eventDays?: number | undefined
  /**
   * Days beyond `eventDays` for which events stay that a reader of the log, such as webhooks, has not
   * read. After that the reader is given up, with an error in the log. Default: 7.
   */
  readonly readerDays?: number | undefined
  /** Days that deliveries of webhooks are kept. Default: 30. */
  readonly deliveryDays?: number | undefined
}

const defaultReaderDays = 7
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** The kernel's own workers. What the named readers of the log have not read stays. */
export function housekeeping(
  { eventDays, readerDays = defaultReaderDays }: Retention,
  readers: readonly string[],
): Worker[] {
  const workers = [sweepIdempotency]
  if (eventDays !== undefined) workers.push(trimEvents({ eventDays, readerDays, readers }))
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

interface Trimming {
  readonly eventDays: number
  readonly readerDays: number
  readonly readers: readonly string[]
}

/** Old events leave org by org, in units short enough for others to get in between. */
function trimEvents(trimming: Trimming): Worker {
  return {
    name: 'kernel.retention',
    everyMs: minuteMs,
    async run(context) {
      const { store, clock } = context
      const before = clock.now(null) - trimming.eventDays * dayMs
      const scope = systemScope('kernel.retention')
      const orgs = await store.read(scope, (unit) => listTrimmable(unit, before))
      for (const orgId of orgs) await trimOrg(context, trimming, orgId)
    },
  }
}

async function trimOrg(
  { store, clock, log }: WorkerContext,
  { eventDays, readerDays, readers }: Trimming,
  orgId: string,
): Promise<void> {
  const scope = systemScope('kernel.retention', orgId)
  const before = clock.now(orgId) - eventDays * dayMs
  const lost = await store.write(scope, (unit) =>
    declareLost(unit, { orgId, readers, before: before - readerDays * dayMs }),
  )
  for (const reader of lost) {
    log.error({ org_id: orgId, reader, reader_days: readerDays }, 'a reader of the log is lost')
  }
  const trim = () =>
    store.write(scope, async (unit) => {
      const passed = await passedByReaders(unit, { orgId, readers })
      return trimLog(unit, { orgId, before, passed })
    })
  while ((await trim()) === trimBatch);
}
