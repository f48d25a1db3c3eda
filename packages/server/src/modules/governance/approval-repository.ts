import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { ApprovalRecord, ApprovalState } from './approval.ts'

export interface ApprovalTables {
  approvals: ApprovalRow
}

export interface ApprovalRow {
  id: string
  org_id: string
  action_id: string
  agent_id: string
  status: string
  requested_at: number
  expires_at: number
  decided_at: number | null
  decided_by: string | null
  message: string | null
  grant_id: string | null
  updated_at: number
}

const byId = prepareQuery<ApprovalTables, { orgId: string; id: string }>()(
  (tables, { orgId, id }) =>
    tables.selectFrom('approvals').selectAll().where('org_id', '=', orgId).where('id', '=', id),
)

export async function findApproval(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<ApprovalRecord | null> {
  const [row] = await unit.run(byId, { orgId, id })
  return row === undefined ? null : approvalRecord(row)
}

/**
 * Writes the approval as a whole, new or not. It changes only together with its action, whose row
 * is changed first and by compare-and-set, so nobody else writes it in between.
 */
export async function saveApproval(unit: WriteUnit, approval: ApprovalRecord): Promise<void> {
  const values = row(approval)
  await unit
    .tables<ApprovalTables>()
    .insertInto('approvals')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

export interface ApprovalFilter {
  readonly status?: ApprovalState | undefined
  readonly agentId?: string | undefined
  readonly actionId?: string | undefined
  readonly now: number
}

/** Newest first. The conditions on status say in SQL what `approvalState` says of one approval. */
export async function listApprovals(
  unit: ReadUnit,
  orgId: string,
  { status, agentId, actionId, now }: ApprovalFilter,
  range: PageRange,
): Promise<ApprovalRecord[]> {
  let query = unit
    .tables<ApprovalTables>()
    .selectFrom('approvals')
    .selectAll()
    .where('org_id', '=', orgId)
  if (agentId !== undefined) query = query.where('agent_id', '=', agentId)
  if (actionId !== undefined) query = query.where('action_id', '=', actionId)
  if (status === 'expired') {
    query = query.where((where) =>
      where.or([
        where('status', '=', 'expired'),
        where.and([where('status', '=', 'pending'), where('expires_at', '<=', now)]),
      ]),
    )
  } else if (status !== undefined) query = query.where('status', '=', status)
  if (status === 'pending') query = query.where('expires_at', '>', now)
  const rows = await newestFirst(query, ['requested_at', 'id'], range).execute()
  return rows.map(approvalRecord)
}

function row(approval: ApprovalRecord): ApprovalRow {
  return {
    id: approval.id,
    org_id: approval.orgId,
    action_id: approval.actionId,
    agent_id: approval.agentId,
    status: approval.status,
    requested_at: approval.requestedAt,
    expires_at: approval.expiresAt,
    decided_at: approval.decidedAt,
    decided_by: approval.decidedBy,
    message: approval.message,
    grant_id: approval.grantId,
    updated_at: approval.updatedAt,
  }
}

export function approvalRecord(row: ApprovalRow): ApprovalRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    actionId: row.action_id,
    agentId: row.agent_id,
    status: row.status as ApprovalState,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    message: row.message,
    grantId: row.grant_id,
    updatedAt: row.updated_at,
  }
}
