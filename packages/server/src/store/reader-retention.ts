import { readLogHead } from './log-heads.ts'
import {
  beginReaderCursor,
  listReaderCursors,
  moveReaderCursor,
  type ReaderCursor,
} from './reader-cursor.ts'
import type { KernelTables } from './tables.ts'
import type { WriteUnit } from './unit-of-work.ts'

interface Readers {
  readonly orgId: string
  /** The readers of this server; those of others that share the database count too. */
  readonly readers: readonly string[]
}

/**
 * The seq that every reader of an org's log has passed, so that what is up to it may go. A reader that
 * never came has passed nothing; one that is lost holds nothing back.
 */
export async function passedByReaders(unit: WriteUnit, readers: Readers): Promise<number> {
  const cursors = await cursorsOf(unit, readers)
  const held = cursors.filter(({ lost }) => !lost).map(({ seq }) => seq)
  return Math.min(Number.MAX_SAFE_INTEGER, ...held)
}

export interface LossOptions extends Readers {
  /** Events older than this, in milliseconds since 1970, may not be held back by anyone. */
  readonly before: number
}

/**
 * Gives up the readers that have not come as far as some moment: they hold nothing back any more, and
 * are told when they come again. Answers who they are.
 */
export async function declareLost(
  unit: WriteUnit,
  { before, ...readers }: LossOptions,
): Promise<readonly string[]> {
  const last = await unit
    .tables<KernelTables>()
    .selectFrom('events')
    .select('seq')
    .where('org_id', '=', readers.orgId)
    .where('timestamp', '<', before)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined) return []
  const lost: string[] = []
  for (const cursor of await cursorsOf(unit, readers)) {
    if (cursor.lost || cursor.seq >= last.seq) continue
    const given = { ...cursor, lost: true }
    const done =
      (await moveReaderCursor(unit, cursor, given)) || (await beginReaderCursor(unit, given))
    if (done) lost.push(cursor.reader)
  }
  return lost
}

async function cursorsOf(unit: WriteUnit, { orgId, readers }: Readers): Promise<ReaderCursor[]> {
  const known = await listReaderCursors(unit, orgId)
  const names = new Set(known.map(({ reader }) => reader))
  const { epoch, firstSeq } = await readLogHead(unit, orgId)
  const start = { orgId, epoch, seq: firstSeq - 1, id: null, lost: false }
  const fresh = readers.filter((reader) => !names.has(reader))
  return [...known, ...fresh.map((reader) => ({ ...start, reader }))]
}
