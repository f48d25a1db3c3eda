import type { Event } from '@coxswain/contract'
import type { Store } from './database.ts'
import { readEvents } from './event-reader.ts'
import { readLogHead } from './log-heads.ts'
import {
  beginReaderCursor,
  findReaderCursor,
  listUnread,
  moveReaderCursor,
  type ReaderCursor,
} from './reader-cursor.ts'
import { standingOf } from './reader-standing.ts'
import { type AnyUnit, systemScope, type WriteUnit } from './unit-of-work.ts'

/** Reads every org's log in its order, event by event, and writes what follows from it. */
export interface LogReader {
  /** Unique in the server and kept for ever: what was read is remembered under it. */
  readonly name: string
  /** Types of the events that it is handed: names, `<resource>.*`, or `*` for all. */
  readonly consumes: readonly string[]
  /**
   * Types of the events that follow from its work. It is never handed one of them, whatever it
   * consumes, so that it can't feed itself; and it can't append any other.
   */
  readonly emits: readonly string[]
  /**
   * Whether anything could follow in an org from what it has not read, as things are; where nothing could,
   * that is passed over unread. Default: always.
   */
  concerns?(orgId: string, unit: AnyUnit): Promise<boolean>
  /**
   * Writes, in the unit, what follows from some events of one org. The cursor moves in the same
   * transaction: what throws takes everything back, and the same events come again.
   */
  read(events: readonly Event[], unit: WriteUnit): Promise<void>
  /** Told after what was read in an org is committed. It must neither wait nor throw. */
  committed?(orgId: string): void
}

/** What becomes of a reader whose place in the log is not there any more. */
export interface ReaderAlarm {
  readonly reader: string
  readonly orgId: string
  /**
   * `epoch_changed`: the log was restored, and still holds what was read; reading goes on.
   * `history_changed`: it is another log than the one that was read; reading goes on at its head.
   * `lost`: what came next has been trimmed; reading goes on with the oldest event that is kept.
   */
  readonly kind: 'epoch_changed' | 'history_changed' | 'lost'
  readonly from: number
  readonly to: number
}

export interface LogReading {
  readonly store: Store
  readonly reader: LogReader
  /** Kept from run to run: the orgs that concerned the reader not at all when it last looked. */
  readonly unconcerned: Set<string>
  readonly onAlarm: (alarm: ReaderAlarm) => void
  /** A batch failed and was taken back; it comes again with the next run. */
  readonly onFailure: (orgId: string, error: unknown) => void
}

/** Events that one transaction hands to a reader. */
export const readerBatch = 100
const pageSize = 500

/** Reads on in every org that has something unread; in one alone, when it is named. */
export async function readLogs(reading: LogReading, onlyOrg?: string): Promise<void> {
  if (onlyOrg !== undefined) return readLog(reading, onlyOrg)
  const { store, reader } = reading
  for (let after = ''; ; ) {
    const from = after
    const orgs = await store.read(scopeOf(reader), (unit) =>
      listUnread(unit, reader.name, { after: from, limit: pageSize }),
    )
    for (const orgId of orgs) await readLog(reading, orgId)
    const last = orgs.at(-1)
    if (last === undefined || orgs.length < pageSize) return
    after = last
  }
}

/** Reads one org's log to its end, batch by batch. One that fails must not keep other orgs waiting. */
async function readLog(reading: LogReading, orgId: string): Promise<void> {
  try {
    while ((await readBatch(reading, orgId)) === readerBatch);
  } catch (error) {
    reading.onFailure(orgId, error)
  }
}

/** Another process has moved the same cursor: what this one did is taken back. */
class CursorMoved extends Error {}

/**
 * Reads one batch and moves the cursor with it, in one transaction. Whoever moves the cursor first
 * wins, so nobody needs to lead. Answers how many events were passed.
 */
async function readBatch(reading: LogReading, orgId: string): Promise<number> {
  const { store, reader, unconcerned, onAlarm } = reading
  const wanted = createReaderFilter(reader)
  try {
    const { passed, alarm, handed, concerned } = await store.write(
      scopeOf(reader, orgId),
      async (unit) => {
        const known = await findReaderCursor(unit, orgId, reader.name)
        const head = await readLogHead(unit, orgId)
        const before = known ?? beginning(orgId, reader.name, head)
        const { start, alarm } = await standingOf(unit, before, head)
        // The head was read before: what comes to concern the reader meanwhile is after it.
        const concerned = (await reader.concerns?.(orgId, unit)) ?? true
        const events = concerned
          ? await readEvents(unit, { orgId, after: start.seq, limit: readerBatch })
          : []
        const last = concerned ? events.at(-1) : head.seq > start.seq ? head : undefined
        const after = last === undefined ? start : { ...start, seq: last.seq, id: last.id }
        if (known === null && last === undefined) return { passed: 0, alarm, handed: 0, concerned }
        if (known === null && !(await beginReaderCursor(unit, after))) throw new CursorMoved()
        const moves = after.seq !== before.seq || alarm !== null
        if (known !== null && moves && !(await moveReaderCursor(unit, before, after))) {
          throw new CursorMoved()
        }
        const matching = events.filter(({ event }) => wanted(String(event)))
        if (matching.length > 0) await reader.read(matching, guarded(unit, reader))
        return { passed: events.length, alarm, handed: matching.length, concerned }
      },
    )
    if (concerned) unconcerned.delete(orgId)
    else unconcerned.add(orgId)
    if (alarm !== null) onAlarm(alarm)
    if (handed > 0) reader.committed?.(orgId)
    return passed
  } catch (error) {
    if (error instanceof CursorMoved) return 0
    throw error
  }
}

/** A reader that never read begins with the oldest event that is kept. */
function beginning(
  orgId: string,
  reader: string,
  head: { readonly epoch: number; readonly firstSeq: number },
): ReaderCursor {
  return { orgId, reader, epoch: head.epoch, seq: head.firstSeq - 1, id: null, lost: false }
}

/** Which events a reader is handed. */
export function createReaderFilter({
  consumes,
  emits,
}: Pick<LogReader, 'consumes' | 'emits'>): (event: string) => boolean {
  return (event) => consumes.some(covers(event)) && !emits.some(covers(event))
}

function covers(event: string): (type: string) => boolean {
  return (type) =>
    type === '*' || type === event || (type.endsWith('.*') && event.startsWith(type.slice(0, -1)))
}

/** The unit as a reader gets it: it appends what it has declared, and nothing else. */
function guarded(unit: WriteUnit, { name, emits }: LogReader): WriteUnit {
  return {
    orgId: unit.orgId,
    tables: () => unit.tables(),
    run: (query, values) => unit.run(query, values),
    matches: unit.matches,
    tryLock: (lock) => unit.tryLock(lock),
    events: {
      adopt: (orgId) => unit.events.adopt(orgId),
      append(event, resourceId, payload) {
        if (!emits.some(covers(event))) {
          throw new TypeError(`the reader ${name} does not declare that it emits ${event}`)
        }
        unit.events.append(event, resourceId, payload)
      },
    },
  }
}

function scopeOf({ name }: LogReader, orgId: string | null = null) {
  return systemScope(`reader.${name}`, orgId)
}
