import type { WorkerContext } from './module.ts'
import { type ReadUnit, systemScope, type WriteUnit } from './store/unit-of-work.ts'

/** An org in which time will end something. */
export interface Deadline {
  readonly orgId: string
  /** When the first of it is over. */
  readonly earliest: number
}

export interface Sweep {
  /** Of the worker, for its units. */
  readonly name: string
  /** The orgs in which time will end something, by id, beyond `after`. */
  list(unit: ReadUnit, after: string, limit: number): Promise<readonly Deadline[]>
  /** Settles what is over by `now`, at most `limit` of it, and answers how much that was. */
  settle(tx: WriteUnit, orgId: string, now: number, limit: number): Promise<number>
}

/** How many orgs are read at once, and how many rows one unit of work settles. */
const batch = 500

/** Goes through every org in which time ends something. Each is judged by its own clock. */
export async function sweepDeadlines(
  { store, clock, orgId: only }: WorkerContext,
  { name, list, settle }: Sweep,
): Promise<void> {
  let after = ''
  for (;;) {
    const page = await store.read(systemScope(name), (unit) => list(unit, after, batch))
    for (const { orgId, earliest } of page) {
      if (only !== undefined && only !== orgId) continue
      if (earliest > clock.now(orgId)) continue
      const unit = () =>
        store.write(systemScope(name, orgId), (tx) => settle(tx, orgId, clock.now(orgId), batch))
      while ((await unit()) === batch);
    }
    const last = page.at(-1)
    if (last === undefined || page.length < batch) return
    after = last.orgId
  }
}
