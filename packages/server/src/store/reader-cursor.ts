import type { KernelTables, LogReadersTable } from './tables.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from './unit-of-work.ts'

/** How far a reader has come in one org's log. */
export interface ReaderCursor {
  readonly orgId: string
  readonly reader: string
  readonly epoch: number
  readonly seq: number
  readonly id: string | null
  readonly lost: boolean
}

export async function findReaderCursor(
  unit: AnyUnit,
  orgId: string,
  reader: string,
): Promise<ReaderCursor | null> {
  const row = await (unit as ReadUnit)
    .tables<KernelTables>()
    .selectFrom('log_readers')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('reader', '=', reader)
    .executeTakeFirst()
  return row === undefined ? null : cursor(row)
}

/** The cursors of every reader that has been in an org's log. */
export async function listReaderCursors(unit: AnyUnit, orgId: string): Promise<ReaderCursor[]> {
  const rows = await (unit as ReadUnit)
    .tables<KernelTables>()
    .selectFrom('log_readers')
    .selectAll()
    .where('org_id', '=', orgId)
    .execute()
  return rows.map(cursor)
}

/** Writes a cursor that was not there; one that is there stays. Answers whether it was written. */
export async function beginReaderCursor(unit: WriteUnit, fresh: ReaderCursor): Promise<boolean> {
  const begun = await unit
    .tables<KernelTables>()
    .insertInto('log_readers')
    .values(row(fresh))
    .onConflict((conflict) => conflict.doNothing())
    .returning('seq')
    .execute()
  return begun.length > 0
}

/** Moves a cursor from exactly where it was read; `false` when somebody else has moved it since. */
export async function moveReaderCursor(
  unit: WriteUnit,
  before: ReaderCursor,
  after: ReaderCursor,
): Promise<boolean> {
  const { epoch, seq, id, lost } = row(after)
  const moved = await unit
    .tables<KernelTables>()
    .updateTable('log_readers')
    .set({ epoch, seq, id, lost })
    .where('org_id', '=', before.orgId)
    .where('reader', '=', before.reader)
    .where('epoch', '=', before.epoch)
    .where('seq', '=', before.seq)
    .where('lost', '=', before.lost ? 1 : 0)
    .returning('seq')
    .execute()
  return moved.length > 0
}

/** Up to `limit` orgs, by id, whose log holds what a reader has not read, or is another than it was. */
export async function listUnread(
  unit: ReadUnit,
  reader: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await unit
    .tables<KernelTables>()
    .selectFrom('org_log')
    .leftJoin('log_readers', (join) =>
      join.onRef('log_readers.org_id', '=', 'org_log.org_id').on('log_readers.reader', '=', reader),
    )
    .select('org_log.org_id')
    .where('org_log.org_id', '>', after)
    .where((where) =>
      where.or([
        where('log_readers.seq', 'is', null),
        where('log_readers.seq', '<>', where.ref('org_log.last_seq')),
        where('log_readers.epoch', '<>', where.ref('org_log.epoch')),
      ]),
    )
    .orderBy('org_log.org_id')
    .limit(limit)
    .execute()
  return rows.map(({ org_id }) => org_id)
}

function row({ orgId, lost, ...cursor }: ReaderCursor): LogReadersTable {
  return { ...cursor, org_id: orgId, lost: lost ? 1 : 0 }
}

function cursor({ org_id, lost, ...row }: LogReadersTable): ReaderCursor {
  return { ...row, orgId: org_id, lost: lost !== 0 }
}
