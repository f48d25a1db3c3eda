import { type CursorState, parseEventId } from '@coxswain/broker'
import { prepareQuery } from './prepared-query.ts'
import type { KernelTables } from './tables.ts'
import type { ReadUnit } from './unit-of-work.ts'

const logOf = prepareQuery<KernelTables, { orgId: string }>()((tables, { orgId }) =>
  tables.selectFrom('org_log').selectAll().where('org_id', '=', orgId),
)
const idAt = prepareQuery<KernelTables, { orgId: string; seq: number }>()(
  (tables, { orgId, seq }) =>
    tables.selectFrom('events').select('id').where('org_id', '=', orgId).where('seq', '=', seq),
)

/**
 * Where a cursor stands in the log. The whole id must equal the log's row at that seq, or what was
 * trimmed last, or be the beginning; with anything else the reader has to start again.
 */
export async function judgeCursor(
  unit: ReadUnit,
  orgId: string,
  cursor: string,
): Promise<CursorState> {
  const position = parseEventId(orgId, cursor)
  const [log] = await unit.run(logOf, { orgId })
  if (position === null || log === undefined) return { valid: false, reason: 'cursor_unknown' }
  const { seq, epoch } = position
  if (await standsAt(unit, { orgId, cursor, seq, epoch }, log)) return { valid: true, seq }
  if (epoch !== log.epoch) return { valid: false, reason: 'epoch_changed' }
  if (seq > log.last_seq) return { valid: false, reason: 'cursor_ahead' }
  return { valid: false, reason: seq < log.first_seq ? 'cursor_trimmed' : 'cursor_unknown' }
}

/** The seq that a cursor stands for; `null` when the reader has to start again. */
export async function resolveCursor(
  unit: ReadUnit,
  orgId: string,
  cursor: string,
): Promise<number | null> {
  const state = await judgeCursor(unit, orgId, cursor)
  return state.valid ? state.seq : null
}

async function standsAt(
  unit: ReadUnit,
  { orgId, cursor, seq, epoch }: { orgId: string; cursor: string; seq: number; epoch: number },
  log: KernelTables['org_log'],
): Promise<boolean> {
  if (seq > log.last_seq) return false
  if (seq === log.first_seq - 1) return seq === 0 ? epoch === log.epoch : cursor === log.trimmed_id
  const [row] = await unit.run(idAt, { orgId, seq })
  return row?.id === cursor
}
