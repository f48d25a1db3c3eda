import type { Event, EventActor } from '@coxswain/contract'
import { timestamp } from '../clock.ts'
import { parseEventId } from './event-id.ts'
import {
  type EventResource,
  type EventsTable,
  type KernelTables,
  type OrgLogTable,
  resourceText,
} from './tables.ts'
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

/** Reads the log in its order. */
export async function readEvents(
  unit: ReadUnit,
  { orgId, after, limit, types, resources }: EventQuery,
): Promise<Event[]> {
  let query = unit
    .tables<KernelTables>()
    .selectFrom('events')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('seq', '>', after)
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
  if (resources !== undefined) query = query.where('resource', 'in', resources.map(resourceText))
  const rows = await query.orderBy('seq').limit(limit).execute()
  return rows.map(envelope)
}

/**
 * The seq that a cursor stands for. The whole id must equal the log's row at that seq, or what was
 * trimmed last, or be the beginning; `null` for anything else: the reader has to start again.
 */
export async function resolveCursor(
  unit: ReadUnit,
  orgId: string,
  cursor: string,
): Promise<number | null> {
  const position = parseEventId(orgId, cursor)
  if (position === null) return null
  const queries = unit.tables<KernelTables>()
  const log = await readLog(queries, orgId)
  if (log === null || position.seq > log.last_seq) return null
  if (position.seq === log.first_seq - 1) {
    const known = position.seq === 0 ? position.epoch === log.epoch : cursor === log.trimmed_id
    return known ? position.seq : null
  }
  const row = await queries
    .selectFrom('events')
    .select('id')
    .where('org_id', '=', orgId)
    .where('seq', '=', position.seq)
    .executeTakeFirst()
  return row?.id === cursor ? position.seq : null
}

async function readLog(
  queries: ReadQueries<KernelTables>,
  orgId: string,
): Promise<OrgLogTable | null> {
  const row = await queries
    .selectFrom('org_log')
    .selectAll()
    .where('org_id', '=', orgId)
    .executeTakeFirst()
  return row ?? null
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
