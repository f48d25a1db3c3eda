import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { GrantRecord } from './grant.ts'

interface GrantTables {
  grants: GrantRow
}

interface GrantRow {
  id: string
  org_id: string
  agent_id: string
  act_hash: string
  approval_id: string
  action_id: string
  created_at: number
  expires_at: number
  used_at: number | null
  used_by_action_id: string | null
}

const live = prepareQuery<
  GrantTables,
  { orgId: string; agentId: string; actHash: string; now: number }
>()((tables, { orgId, agentId, actHash, now }) =>
  tables
    .selectFrom('grants')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('agent_id', '=', agentId)
    .where('act_hash', '=', actHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(1),
)
const use = prepareQuery<
  GrantTables,
  { orgId: string; id: string; actionId: string; now: number }
>()((tables, { orgId, id, actionId, now }) =>
  tables
    .updateTable('grants')
    .set({ used_at: now, used_by_action_id: actionId })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id'),
)
/** Of the live grants for an act, the one that ends first. */
export async function findLiveGrant(
  unit: AnyUnit,
  given: { orgId: string; agentId: string; actHash: string; now: number },
): Promise<GrantRecord | null> {
  const { orgId, agentId, actHash, now } = given
  const [row] = await unit.run(live, { orgId, agentId, actHash, now })
  return row === undefined ? null : record(row)
}

/** Up to 500 grants by id, in no order. */
export async function findGrants(
  unit: AnyUnit,
  orgId: string,
  ids: readonly string[],
): Promise<GrantRecord[]> {
  if (ids.length === 0) return []
  const rows = await (unit as ReadUnit)
    .tables<GrantTables>()
    .selectFrom('grants')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', 'in', [...ids])
    .execute()
  return rows.map(record)
}

export async function insertGrant(unit: WriteUnit, grant: GrantRecord): Promise<void> {
  const values: GrantRow = {
    id: grant.id,
    org_id: grant.orgId,
    agent_id: grant.agentId,
    act_hash: grant.actHash,
    approval_id: grant.approvalId,
    action_id: grant.actionId,
    created_at: grant.createdAt,
    expires_at: grant.expiresAt,
    used_at: grant.usedAt,
    used_by_action_id: grant.usedByActionId,
  }
  await unit.tables<GrantTables>().insertInto('grants').values(values).execute()
}

/** Whether the grant was live until now. */
export async function markGrantUsed(
  unit: WriteUnit,
  { orgId, id, actionId, now }: { orgId: string; id: string; actionId: string; now: number },
): Promise<boolean> {
  return (await unit.run(use, { orgId, id, actionId, now })).length === 1
}

function record(row: GrantRow): GrantRecord {
  return {
    orgId: row.org_id,
    id: row.id,
    agentId: row.agent_id,
    actHash: row.act_hash,
    approvalId: row.approval_id,
    actionId: row.action_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    usedByActionId: row.used_by_action_id,
  }
}
