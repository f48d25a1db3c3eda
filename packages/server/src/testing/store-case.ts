import type { Clock } from '../clock.ts'
import type { Store } from '../store/database.ts'
import type { EventCatalogue, LoggedEvent } from '../store/event-log.ts'
import { readEvents } from '../store/event-reader.ts'
import { kernelMigrations } from '../store/migrations/index.ts'
import { migrateUp } from '../store/migrator.ts'
import type { StoreHooks } from '../store/store-hooks.ts'
import { systemScope, type WriteUnit } from '../store/unit-of-work.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { manualClock } from './manual-clock.ts'

/** Opens a fresh, empty store. */
export type OpenStore = (options: {
  readonly clock: Clock
  readonly catalogue: EventCatalogue
  readonly hooks: StoreHooks
}) => Promise<Store>

export interface Tables {
  entries: { org_id: string; name: string }
}

export const entries = {
  module: 'conformance',
  migrations: [
    {
      number: 1,
      name: 'entries',
      up: ['CREATE TABLE entries (org_id TEXT NOT NULL, name TEXT NOT NULL)'],
      down: ['DROP TABLE entries'],
    },
  ],
}
export const kernel = { module: 'kernel', migrations: kernelMigrations }

const catalogue: EventCatalogue = {
  check(event, payload) {
    const known = event === 'entry.added' || event === 'entry.noted'
    if (!known || !('name' in payload)) throw new TypeError('no such event')
    return { resource: 'entry' }
  },
}

export const storeCase = (
  name: string,
  examine: (store: Store, tools: Tools) => Promise<void>,
): ConformanceCase<OpenStore> => ({
  name,
  async run(open) {
    const clock = manualClock()
    const committed: LoggedEvent[][] = []
    const ahead: number[] = []
    const faults = new Set<string>()
    const hooks: StoreHooks = {
      beforeCommit({ operation }) {
        if (faults.has(operation)) throw new Error('planted fault')
      },
      onCommitted: (_scope, events) => committed.push([...events]),
      onLogAhead: (_scope, aheadMs) => ahead.push(aheadMs),
    }
    const store = await open({ clock, catalogue, hooks })
    try {
      await migrateUp(store, [kernel, entries])
      committed.length = 0
      await examine(store, { clock, committed, ahead, faults })
    } finally {
      await store.close()
    }
  },
})

export interface Tools {
  readonly clock: ReturnType<typeof manualClock>
  /** The events of every committed unit, in the order in which they were told. */
  readonly committed: LoggedEvent[][]
  /** By how many ms the log was ahead of the clock, each time that this was told. */
  readonly ahead: number[]
  /** Operations whose units fail right before COMMIT. */
  readonly faults: Set<string>
}

export function write<T>(
  store: Store,
  orgId: string,
  work: (unit: WriteUnit) => Promise<T>,
  operation = 'conformance',
): Promise<T> {
  return store.write(systemScope(operation, orgId), work)
}

export function add(store: Store, orgId: string, name: string, operation?: string): Promise<void> {
  return write(
    store,
    orgId,
    async (unit) => {
      await insert(unit, orgId, name)
      unit.events.append('entry.added', name, { name })
    },
    operation,
  )
}

export async function insert(unit: WriteUnit, orgId: string, name: string): Promise<void> {
  await unit.tables<Tables>().insertInto('entries').values({ org_id: orgId, name }).execute()
}

export function names(store: Store, orgId: string): Promise<string[]> {
  return store.read(systemScope('read', orgId), async (unit) => {
    const rows = await unit
      .tables<Tables>()
      .selectFrom('entries')
      .select('name')
      .where('org_id', '=', orgId)
      .execute()
    return rows.map(({ name }) => name)
  })
}

export function log(store: Store, orgId: string) {
  return store.read(systemScope('read', orgId), (unit) =>
    readEvents(unit, { orgId, after: 0, limit: 500 }),
  )
}

/** Seq and name of every event of an org. */
export async function logged(store: Store, orgId: string): Promise<[number, string][]> {
  const events = await log(store, orgId)
  return events.map(({ seq, resource }) => [seq, resource.id])
}

export function range(length: number): number[] {
  return Array.from({ length }, (_value, index) => index)
}
