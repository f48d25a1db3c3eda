import { resolveCursor } from './log-cursor.ts'
import type { ReaderAlarm } from './log-reader.ts'
import type { ReaderCursor } from './reader-cursor.ts'
import type { AnyUnit, ReadUnit } from './unit-of-work.ts'

/** What is known of a log when a reader comes to it. */
export interface StandingHead {
  readonly epoch: number
  readonly seq: number
  readonly id: string
  readonly firstSeq: number
}

/**
 * Where a reader goes on, and what has to be told of that:
 *
 *     the same epoch, its place kept         -> there
 *     its place trimmed                      -> the oldest event that is kept     lost
 *     another epoch, its last event is there -> there, in the new epoch           epoch_changed
 *     its last event is not there            -> the head, which is surely real    history_changed
 *
 * Without its last event nothing shows which of the events before the head it has seen. To go on
 * from a bare number would be to read another history under the name of the old one.
 */
export async function standingOf(
  unit: AnyUnit,
  before: ReaderCursor,
  head: StandingHead,
): Promise<{ readonly start: ReaderCursor; readonly alarm: ReaderAlarm | null }> {
  const told = (kind: ReaderAlarm['kind'], start: ReaderCursor) => {
    const { reader, orgId } = before
    return { start, alarm: { kind, reader, orgId, from: before.seq, to: start.seq } }
  }
  if (before.seq < head.firstSeq - 1 || before.lost) {
    const seq = Math.max(before.seq, head.firstSeq - 1)
    return told('lost', { ...before, epoch: head.epoch, seq, id: null, lost: false })
  }
  if (!(await isProven(unit, before, head))) {
    return told('history_changed', { ...before, epoch: head.epoch, seq: head.seq, id: head.id })
  }
  if (before.epoch !== head.epoch) return told('epoch_changed', { ...before, epoch: head.epoch })
  return { start: before, alarm: null }
}

/** Whether the event that a reader read last still stands where it was. */
async function isProven(
  unit: AnyUnit,
  { orgId, seq, id }: ReaderCursor,
  head: StandingHead,
): Promise<boolean> {
  if (seq > head.seq) return false
  // Where nothing was read there is nothing that could be another's.
  if (id === null) return true
  if (seq === head.seq) return id === head.id
  return (await resolveCursor(unit as ReadUnit, orgId, id)) === seq
}
