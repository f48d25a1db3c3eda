import type { ExpressionBuilder } from 'kysely'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { ActionRecord } from './action.ts'
import {
  type ActionRow,
  type ActionTables,
  actionRecord,
  actionRow,
  type ChangingColumns,
  changingColumns,
} from './action-row.ts'
import type { ActionState } from './action-state.ts'

const byId = prepareQuery<ActionTables, { orgId: string; id: string }>()((tables, { orgId, id }) =>
  tables.selectFrom('actions').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)
const insert = prepareQuery<ActionTables, ActionRow>()((tables, row) =>
  tables.insertInto('actions').values(row),
)

interface Seen {
  id: string
  seen_version: number
  seen_status: string
}

const update = prepareQuery<ActionTables, ChangingColumns & Seen>()(
  (tables, { id, seen_version, seen_status, ...columns }) =>
    tables
      .updateTable('actions')
      .set(columns)
      .where('id', '=', id)
      .where('version', '=', seen_version)
      .where('status', '=', seen_status)
      .returning('id'),
)

export async function findAction(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<ActionRecord | null> {
  const [row] = await unit.run(byId, { orgId, id })
  return row === undefined ? null : actionRecord(row)
}

export async function insertAction(unit: WriteUnit, action: ActionRecord): Promise<void> {
  await unit.run(insert, actionRow(action))
}

/** Writes what a move or an edit made of `before`; `false` when it is no longer what was read. */
export async function updateAction(
  unit: WriteUnit,
  before: ActionRecord,
  after: ActionRecord,
): Promise<boolean> {
  const { id, version: seen_version, status: seen_status } = before
  const rows = await unit.run(update, { ...changingColumns(after), id, seen_version, seen_status })
  return rows.length > 0
}

export interface ActionFilter {
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  readonly parentActionId?: string | undefined
  readonly actionType?: string | undefined
  readonly status?: ActionState | undefined
  readonly now: number
}

/** Newest first. */
export async function listActions(
  unit: ReadUnit,
  orgId: string,
  { agentId, sessionId, parentActionId, actionType, status, now }: ActionFilter,
  range: PageRange,
): Promise<ActionRecord[]> {
  let query = unit
    .tables<ActionTables>()
    .selectFrom('actions')
    .selectAll()
    .where('org_id', '=', orgId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (sessionId !== undefined) query = query.where('session_id', '=', sessionId)
  if (parentActionId !== undefined) query = query.where('parent_action_id', '=', parentActionId)
  if (actionType !== undefined) query = query.where('action_type', '=', actionType)
  if (status !== undefined) query = query.where((where) => inState(where, status, now))
  const rows = await newestFirst(query, ['created_at', 'id'], range).execute()
  return rows.map(actionRecord)
}

/** Those of up to 500 ids that are there, in any order. */
export async function findActions(
  unit: ReadUnit,
  orgId: string,
  ids: readonly string[],
): Promise<ActionRecord[]> {
  if (ids.length === 0) return []
  const rows = await unit
    .tables<ActionTables>()
    .selectFrom('actions')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', 'in', ids)
    .execute()
  return rows.map(actionRecord)
}

/** What an action caused, oldest first. */
export async function listChildren(
  unit: ReadUnit,
  orgId: string,
  parentActionId: string,
  limit: number,
): Promise<ActionRecord[]> {
  const rows = await unit
    .tables<ActionTables>()
    .selectFrom('actions')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('parent_action_id', '=', parentActionId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(actionRecord)
}

/** Says in SQL what `actionState` says of one action: time may have ended what is not yet marked. */
function inState(
  where: ExpressionBuilder<ActionTables, 'actions'>,
  state: ActionState,
  now: number,
) {
  const stored = where('status', '=', state)
  switch (state) {
    case 'pending_approval':
      return where.and([stored, where('approval_expires_at', '>', now)])
    case 'running':
      return where.and([stored, where('lease_expires_at', '>', now)])
    case 'expired':
      return where.or([
        stored,
        where.and([
          where('status', '=', 'pending_approval'),
          where('approval_expires_at', '<=', now),
        ]),
      ])
    case 'lost':
      return where.or([
        stored,
        where.and([where('status', '=', 'running'), where('lease_expires_at', '<=', now)]),
      ])
    default:
      return stored
  }
}
