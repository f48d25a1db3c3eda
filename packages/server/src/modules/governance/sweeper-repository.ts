import { sql } from 'kysely'
import type { Deadline } from '../../deadlines.ts'
import type { ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { ActionRecord } from './action.ts'
import { type ActionTables, actionRecord } from './action-row.ts'
import type { ApprovalRecord } from './approval.ts'
import { type ApprovalTables, approvalRecord } from './approval-repository.ts'

/** The states that time ends. */
export type Timed = 'pending_approval' | 'running'

/**
 * The orgs with actions in a state that time ends, by id. The states stand as literals in these
 * queries, so that the database sees that its small indexes of just these states will do.
 */
export async function listDeadlines(
  unit: ReadUnit,
  state: Timed,
  after: string,
  limit: number,
): Promise<Deadline[]> {
  const rows = await unit
    .tables<ActionTables>()
    .selectFrom('actions')
    .select(({ fn }) => ['org_id', fn.min<number>(endOf(state)).as('earliest')])
    .where('status', '=', sql.lit(state))
    .where('org_id', '>', after)
    .groupBy('org_id')
    .orderBy('org_id')
    .limit(limit)
    .execute()
  return rows.map(({ org_id, earliest }) => ({ orgId: org_id, earliest: Number(earliest) }))
}

/** Marks actions whose lease has lapsed; only those that nobody else has marked are answered. */
export function markLost(
  unit: WriteUnit,
  orgId: string,
  now: number,
  limit: number,
): Promise<ActionRecord[]> {
  return mark(unit, { orgId, now, limit, state: 'running', becomes: 'lost' })
}

/** Marks actions whose approval's time is over, and the approvals with them. */
export async function markExpired(
  unit: WriteUnit,
  orgId: string,
  now: number,
  limit: number,
): Promise<{ readonly action: ActionRecord; readonly approval: ApprovalRecord }[]> {
  const actions = await mark(unit, {
    orgId,
    now,
    limit,
    state: 'pending_approval',
    becomes: 'expired',
  })
  if (actions.length === 0) return []
  const rows = await unit
    .tables<ApprovalTables>()
    .updateTable('approvals')
    .set({ status: 'expired' })
    .where('org_id', '=', orgId)
    .where(
      'action_id',
      'in',
      actions.map(({ id }) => id),
    )
    .returningAll()
    .execute()
  const approvals = new Map(rows.map((row) => [row.action_id, approvalRecord(row)]))
  return actions.flatMap((action) => {
    const approval = approvals.get(action.id)
    return approval === undefined ? [] : [{ action, approval }]
  })
}

interface Marking {
  readonly orgId: string
  readonly now: number
  readonly limit: number
  readonly state: Timed
  readonly becomes: 'expired' | 'lost'
}

/** Neither version nor `updated_at` moves: time had done this already, whoever looked. */
async function mark(
  unit: WriteUnit,
  { orgId, now, limit, state, becomes }: Marking,
): Promise<ActionRecord[]> {
  const tables = unit.tables<ActionTables>()
  const end = endOf(state)
  const over = tables
    .selectFrom('actions')
    .select('id')
    .where('org_id', '=', orgId)
    .where('status', '=', sql.lit(state))
    .where(end, '<=', now)
    .orderBy(end)
    .limit(limit)
  const rows = await tables
    .updateTable('actions')
    .set({ status: becomes })
    .where('id', 'in', over)
    .where('status', '=', state)
    .where(end, '<=', now)
    .returningAll()
    .execute()
  return rows
    .map(actionRecord)
    .toSorted((one, other) => endedAt(one) - endedAt(other) || (one.id < other.id ? -1 : 1))
}

function endedAt({ approvalExpiresAt, leaseExpiresAt }: ActionRecord): number {
  return leaseExpiresAt ?? approvalExpiresAt ?? 0
}

function endOf(state: Timed) {
  return state === 'running' ? 'lease_expires_at' : 'approval_expires_at'
}
