import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { PolicyUse } from './policy-use.ts'

interface PolicyUseTables {
  policy_uses: PolicyUseRow
}

interface PolicyUseRow {
  org_id: string
  policy_id: string
  agent_id: string
  number: number
  action_id: string
  used_at: number
}

const lastNumber = prepareQuery<PolicyUseTables, PolicyUse>()(
  (tables, { orgId, policyId, agentId }) =>
    tables
      .selectFrom('policy_uses')
      .select('number')
      .where('org_id', '=', orgId)
      .where('policy_id', '=', policyId)
      .where('agent_id', '=', agentId)
      .orderBy('number', 'desc')
      .limit(1),
)
const byNumber = prepareQuery<PolicyUseTables, PolicyUse & { number: number }>()(
  (tables, { orgId, policyId, agentId, number }) =>
    tables
      .selectFrom('policy_uses')
      .select('used_at')
      .where('org_id', '=', orgId)
      .where('policy_id', '=', policyId)
      .where('agent_id', '=', agentId)
      .where('number', '=', number),
)
const insertUse = prepareQuery<PolicyUseTables, PolicyUseRow>()((tables, row) =>
  tables
    .insertInto('policy_uses')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('number'),
)
const deleteUse = prepareQuery<PolicyUseTables, PolicyUse & { number: number }>()(
  (tables, { orgId, policyId, agentId, number }) =>
    tables
      .deleteFrom('policy_uses')
      .where('org_id', '=', orgId)
      .where('policy_id', '=', policyId)
      .where('agent_id', '=', agentId)
      .where('number', '=', number),
)

/** The number of the last use of a policy; 0 before the first. */
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

/** Gives a number back that this very unit has taken. */
export async function deletePolicyUse(
  unit: WriteUnit,
  { orgId, policyId, agentId }: PolicyUse,
  number: number,
): Promise<void> {
  await unit.run(deleteUse, { orgId, policyId, agentId, number })
}
