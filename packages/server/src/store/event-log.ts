import { eventId } from './event-id.ts'
import type { EventSink } from './event-sink.ts'
import { prepareQuery } from './prepared-query.ts'
import {
  type EventResource,
  type EventsTable,
  type KernelTables,
  type OrgLogTable,
  resourceText,
} from './tables.ts'
import type { WriteScope, WriteUnit } from './unit-of-work.ts'

/** What the log needs to know of an event before it is written. */
export interface EventCatalogue {
  /** The kind of resource that the event is about. Throws for an unknown event or a wrong payload. */
  check(event: string, payload: object): { readonly resource: string }
}

/** An event that is about to be written, or was. */
export interface LoggedEvent {
  readonly orgId: string
  readonly seq: number
  readonly id: string
  readonly event: string
  readonly timestamp: number
  readonly resource: EventResource
  readonly payload: object
}

interface BufferedEvent {
  readonly event: string
  readonly resource: EventResource
  readonly payload: object
  /** The payload as it was when it was checked: its caller may go on to change it. */
  readonly text: string
}

/** No statement touches more rows. */
const maxEvents = 500

export class EventBuffer implements EventSink {
  readonly #scope: WriteScope
  readonly #catalogue: EventCatalogue
  readonly #buffered: BufferedEvent[] = []
  #orgId: string | null
  /** Why an event was refused. The unit is lost by it, whether or not it was caught. */
  #refusal: unknown = null

  constructor(scope: WriteScope, catalogue: EventCatalogue) {
    this.#scope = scope
    this.#catalogue = catalogue
    this.#orgId = scope.orgId
  }

  adopt(orgId: string): void {
    if (this.#orgId !== null && this.#orgId !== orgId) {
      throw new TypeError('a unit of work writes the log of one org')
    }
    this.#orgId = orgId
  }

  append(event: string, resourceId: string, payload: object): void {
    try {
      this.#buffered.push(this.#checked(event, resourceId, payload))
    } catch (error) {
      this.#refusal ??= error
      throw error
    }
  }

  #checked(event: string, resourceId: string, payload: object): BufferedEvent {
    if (this.#orgId === null) throw new TypeError('events.adopt(orgId) must come before append')
    if (this.#buffered.length === maxEvents) {
      throw new RangeError(`a unit of work appends at most ${maxEvents} events`)
    }
    const { resource } = this.#catalogue.check(event, payload)
    const text = JSON.stringify(payload)
    return { event, resource: { type: resource, id: resourceId }, payload, text }
  }

  /**
   * Writes what was buffered: the head of the log, then the events. The head is locked last of all
   * rows, so units can't deadlock over it, and for the shortest time.
   */
  async flush(unit: WriteUnit, now: number): Promise<readonly LoggedEvent[]> {
    if (this.#refusal !== null) throw this.#refusal
    const orgId = this.#orgId
    if (orgId === null || this.#buffered.length === 0) return []
    const start = await lockHead(unit, orgId)
    const ms = Math.max(now, start.last_ms)
    const logged = this.#buffered.map(({ text: _text, ...buffered }, index): LoggedEvent => {
      const seq = start.last_seq + index + 1
      const id = eventId(orgId, { ms, seq, epoch: start.epoch })
      return { ...buffered, orgId, seq, id, timestamp: ms }
    })
    await moveHead(unit, orgId, logged)
    const rows = logged.map((event, index) => this.#row(event, this.#buffered[index]?.text ?? ''))
    const [only] = rows
    if (only !== undefined && rows.length === 1) await unit.run(insertEvent, only)
    else await unit.tables<KernelTables>().insertInto('events').values(rows).execute()
    return logged
  }

  #row(event: LoggedEvent, payload: string): EventsTable {
    return {
      org_id: event.orgId,
      seq: event.seq,
      id: event.id,
      event: event.event,
      version: 'v1',
      timestamp: event.timestamp,
      trace_id: this.#scope.traceId,
      actor: JSON.stringify(this.#scope.actor),
      resource: resourceText(event.resource),
      payload,
    }
  }
}

const insertEvent = prepareQuery<KernelTables, EventsTable>()((tables, row) =>
  tables.insertInto('events').values(row),
)
/** What the next event's place follows from. */
type LogHead = Pick<OrgLogTable, 'epoch' | 'last_seq' | 'last_ms'>

const lockedHead = prepareQuery<KernelTables, { orgId: string }>()((tables, { orgId }) =>
  tables
    .selectFrom('org_log')
    .select(['epoch', 'last_seq', 'last_ms'])
    .where('org_id', '=', orgId)
    .forUpdate(),
)
const setHead = prepareQuery<
  KernelTables,
  Pick<OrgLogTable, 'org_id' | 'last_seq' | 'last_ms' | 'last_id'>
>()((tables, { org_id, ...position }) =>
  tables.updateTable('org_log').set(position).where('org_id', '=', org_id),
)

async function lockHead(unit: WriteUnit, orgId: string): Promise<LogHead> {
  const [known] = await unit.run(lockedHead, { orgId })
  if (known !== undefined) return known
  const fresh: OrgLogTable = {
    org_id: orgId,
    epoch: 1,
    last_seq: 0,
    last_ms: 0,
    last_id: null,
    first_seq: 1,
    trimmed_id: null,
  }
  const begun = await unit
    .tables<KernelTables>()
    .insertInto('org_log')
    .values(fresh)
    .onConflict((conflict) => conflict.doNothing())
    .returning('org_id')
    .execute()
  // Where another unit began the log in the meantime, it is waited for, and its head is the one.
  return begun.length > 0 ? fresh : lockHead(unit, orgId)
}

async function moveHead(
  unit: WriteUnit,
  orgId: string,
  logged: readonly LoggedEvent[],
): Promise<void> {
  const last = logged.at(-1)
  if (last === undefined) return
  const position = { last_seq: last.seq, last_ms: last.timestamp, last_id: last.id }
  await unit.run(setHead, { org_id: orgId, ...position })
}
