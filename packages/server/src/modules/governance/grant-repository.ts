import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { GrantRecord, PolicyUse } from './grant.ts'

interface GrantTables {
  grants: GrantRow
  policy_grant_uses: PolicyUseRow
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

interface PolicyUseRow {
  org_id: string
  policy_id: string
  agent_id: string
  number: number
  action_id: string
  used_at: number
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
const lastNumber = prepareQuery<GrantTables, PolicyUse>()((tables, { orgId, policyId, agentId }) =>
  tables
    .selectFrom('policy_grant_uses')
    .select('number')
    .where('org_id', '=', orgId)
    .where('policy_id', '=', policyId)
    .where('agent_id', '=', agentId)
    .orderBy('number', 'desc')
    .limit(1),
)
const byNumber = prepareQuery<GrantTables, PolicyUse & { number: number }>()(
  (tables, { orgId, policyId, agentId, number }) =>
    tables
      .selectFrom('policy_grant_uses')
      .select('used_at')
      .where('org_id', '=', orgId)
      .where('policy_id', '=', policyId)
      .where('agent_id', '=', agentId)
      .where('number', '=', number),
)
const insertUse = prepareQuery<GrantTables, PolicyUseRow>()((tables, row) =>
  tables
    .insertInto('policy_grant_uses')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('number'),
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

/** The number of the last use of a standing grant; 0 before the first. */
export async function lastUse(unit: AnyUnit, use: PolicyUse): Promise<number> {
  const [row] = await unit.run(lastNumber, use)
  return row?.number ?? 0
}

/** When a use was; `null` if there is none of that number. */
export async function timeOfUse(
  unit: AnyUnit,
  use: PolicyUse,
  number: number,
): Promise<number | null> {
  const [row] = await unit.run(byNumber, { ...use, number })
  return row?.used_at ?? null
}

/** Whether nobody else has taken that number. */
export async function insertPolicyUse(
  unit: WriteUnit,
  { orgId, policyId, agentId }: PolicyUse,
  given: { number: number; actionId: string; now: number },
): Promise<boolean> {
  const { number, actionId, now } = given
  const key = { org_id: orgId, policy_id: policyId, agent_id: agentId, number }
  return (await unit.run(insertUse, { ...key, action_id: actionId, used_at: now })).length === 1
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
