import type { Event, EventActor } from '@coxswain/contract'
import { timestamp } from '../clock.ts'
import { prepareQuery } from './prepared-query.ts'
import { type EventResource, type EventsTable, type KernelTables, resourceText } from './tables.ts'
import type { ReadQueries, ReadUnit } from './unit-of-work.ts'

export interface EventQuery {
  readonly orgId: string
  /** Only what comes after this seq. */
  readonly after: number
  readonly limit: number
  /** Event names; `agent.*` stands for all of a resource. All of them when absent. */
  readonly types?: readonly string[] | undefined
  /** Only events about one of these, at most 500. All of them when absent. */
  readonly resources?: readonly EventResource[] | undefined
}

const eventsAfter = (tables: ReadQueries<KernelTables>, orgId: string, after: number) =>
  tables.selectFrom('events').selectAll().where('org_id', '=', orgId).where('seq', '>', after)

/** What everyone who follows the log asks, once for every commit. */
const following = prepareQuery<KernelTables, { orgId: string; after: number; limit: number }>()(
  (tables, { orgId, after, limit }) =>
    eventsAfter(tables, orgId, after).orderBy('seq').limit(limit),
)

/** Reads the log in its order. */
export async function readEvents(unit: ReadUnit, query: EventQuery): Promise<Event[]> {
  const { orgId, after, limit, types, resources } = query
  const rows =
    types === undefined && resources === undefined
      ? await unit.run(following, { orgId, after, limit })
      : await readMatching(unit, query)
  return rows.map(envelope)
}

function readMatching(
  unit: ReadUnit,
  { orgId, after, limit, types, resources }: EventQuery,
): Promise<EventsTable[]> {
  let query = eventsAfter(unit.tables(), orgId, after)
  if (types !== undefined) {
    const names = types.filter((type) => !type.endsWith('.*'))
    const prefixes = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1))
    query = query.where((where) =>
      where.or([
        ...(names.length > 0 ? [where('event', 'in', names)] : []),
        // A range finds a prefix by the index, and unlike LIKE it has no wildcards to escape.
        ...prefixes.map((prefix) =>
          where.and([where('event', '>=', prefix), where('event', '<', `${prefix}\u007f`)]),
        ),
      ]),
    )
  }
  if (resources !== undefined) {
    const about = unit
      .tables<KernelTables>()
      .selectFrom('events')
      .select('seq')
      .where('org_id', '=', orgId)
      .where('resource', 'in', resources.map(resourceText))
    // The index has found them before the order is thought of; one query alone would go through the log.
    query = query.where('seq', 'in', about)
  }
  return query.orderBy('seq').limit(limit).execute()
}

/** What was appended is what its schema says, so reading it back needs no second check. */
function envelope(row: EventsTable): Event {
  const event = {
    id: row.id,
    org_id: row.org_id,
    seq: row.seq,
    event: row.event,
    timestamp: timestamp(row.timestamp),
    version: row.version,
    trace_id: row.trace_id,
    actor: JSON.parse(row.actor) as EventActor,
    resource: JSON.parse(row.resource) as EventResource,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
  }
  return event as unknown as Event
}
