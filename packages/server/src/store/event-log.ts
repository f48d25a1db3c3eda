import type { QueryCreator } from 'kysely'
import { eventId } from './event-id.ts'
import type { EventSink } from './event-sink.ts'
import type { KernelTables, OrgLogTable } from './tables.ts'
import type { WriteScope } from './unit-of-work.ts'

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
  readonly resource: { readonly type: string; readonly id: string }
  readonly payload: object
}

interface BufferedEvent {
  readonly event: string
  readonly resource: { readonly type: string; readonly id: string }
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
  async flush(
    queries: QueryCreator<KernelTables>,
    { now, rowLocks }: { now: number; rowLocks: boolean },
  ): Promise<readonly LoggedEvent[]> {
    if (this.#refusal !== null) throw this.#refusal
    const orgId = this.#orgId
    if (orgId === null || this.#buffered.length === 0) return []
    const head = await readHead(queries, orgId, rowLocks)
    const ms = Math.max(now, head.last_ms)
    const logged = this.#buffered.map(({ text: _text, ...buffered }, index): LoggedEvent => {
      const seq = head.last_seq + index + 1
      const id = eventId(orgId, { ms, seq, epoch: head.epoch })
      return { ...buffered, orgId, seq, id, timestamp: ms }
    })
    await moveHead(queries, orgId, logged)
    await queries
      .insertInto('events')
      .values(logged.map((event, index) => this.#row(event, this.#buffered[index]?.text ?? '')))
      .execute()
    return logged
  }

  #row(event: LoggedEvent, payload: string) {
    return {
      org_id: event.orgId,
      seq: event.seq,
      id: event.id,
      event: event.event,
      version: 'v1',
      timestamp: event.timestamp,
      trace_id: this.#scope.traceId,
      actor: JSON.stringify(this.#scope.actor),
      resource: JSON.stringify(event.resource),
      payload,
    }
  }
}

async function readHead(
  queries: QueryCreator<KernelTables>,
  orgId: string,
  rowLocks: boolean,
): Promise<OrgLogTable> {
  const query = queries.selectFrom('org_log').selectAll().where('org_id', '=', orgId)
  const head = await (rowLocks ? query.forUpdate() : query).executeTakeFirst()
  if (head !== undefined) return head
  const fresh: OrgLogTable = {
    org_id: orgId,
    epoch: 1,
    last_seq: 0,
    last_ms: 0,
    last_id: null,
    first_seq: 1,
    trimmed_id: null,
  }
  await queries.insertInto('org_log').values(fresh).execute()
  return fresh
}

async function moveHead(
  queries: QueryCreator<KernelTables>,
  orgId: string,
  logged: readonly LoggedEvent[],
): Promise<void> {
  const last = logged.at(-1)
  if (last === undefined) return
  await queries
    .updateTable('org_log')
    .set({ last_seq: last.seq, last_ms: last.timestamp, last_id: last.id })
    .where('org_id', '=', orgId)
    .execute()
}
