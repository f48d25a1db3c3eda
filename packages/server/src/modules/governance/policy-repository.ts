import { randomUUID } from 'node:crypto'
import type { PageRange } from '../../http/page.ts'
import { newestFirst } from '../../store/newest-first.ts'
import { prepareQuery } from '../../store/prepared-query.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from '../identity/index.ts'
import { compilePolicy, type PolicySource } from './compiled-policy.ts'
import type { PolicyRecord, StoredPolicy } from './policy.ts'

interface PolicyTables {
  policies: PolicyRow
  policy_revisions: PolicyRevisionRow
}

interface PolicyRevisionRow {
  org_id: string
  revision: string
}

interface PolicyRow {
  id: string
  org_id: string
  version: number
  name: string
  description: string | null
  enabled: number
  mode: string
  agent_ids: string
  rule_type: string
  rule: string
  tests: string
  metadata: string
  created_by: string | null
  created_at: number
  updated_at: number
}

/** Rows that one statement reads at most. */
const pageSize = 500

const inForce = prepareQuery<PolicyTables, { orgId: string; after: string }>()(
  (tables, { orgId, after }) =>
    tables
      .selectFrom('policies')
      .select(['id', 'name', 'version', 'mode', 'agent_ids', 'rule'])
      .where('org_id', '=', orgId)
      // What is not surely switched off counts.
      .where('enabled', '<>', 0)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize),
)

const revisionOf = prepareQuery<PolicyTables, { orgId: string }>()((tables, { orgId }) =>
  tables.selectFrom('policy_revisions').select('revision').where('org_id', '=', orgId),
)
const setRevision = prepareQuery<PolicyTables, PolicyRevisionRow>()((tables, row) =>
  tables
    .insertInto('policy_revisions')
    .values(row)
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet({ revision: row.revision })),
)

/** What an org's policies are, as one text; `null` for an org that never had any. */
export async function readRevision(unit: AnyUnit, orgId: string): Promise<string | null> {
  const [row] = await unit.run(revisionOf, { orgId })
  return row?.revision ?? null
}

/** What the guard looks at: every policy of an org that is enabled. */
export async function readPolicies(unit: AnyUnit, orgId: string): Promise<PolicySource[]> {
  const found: PolicySource[] = []
  for (let after = ''; ; after = found.at(-1)?.id ?? after) {
    const rows = await unit.run(inForce, { orgId, after })
    for (const { agent_ids, ...row } of rows) found.push({ ...row, agentIds: agent_ids })
    if (rows.length < pageSize) return found
  }
}

export async function findPolicy(
  unit: AnyUnit,
  orgId: string,
  id: string,
): Promise<StoredPolicy | null> {
  const row = await policiesOf(unit, orgId).where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : stored(row)
}

/** All policies of an org, by id. */
export async function readStoredPolicies(unit: AnyUnit, orgId: string): Promise<StoredPolicy[]> {
  const found: StoredPolicy[] = []
  for (let after = ''; ; after = found.at(-1)?.id ?? after) {
    const rows = await policiesOf(unit, orgId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageSize)
      .execute()
    for (const row of rows) found.push(stored(row))
    if (rows.length < pageSize) return found
  }
}

/** The id of the policy of that name. */
export async function findPolicyId(
  unit: AnyUnit,
  orgId: string,
  name: string,
): Promise<string | null> {
  const row = await policiesOf(unit, orgId).where('name', '=', name).executeTakeFirst()
  return row?.id ?? null
}

export interface PolicyFilter {
  readonly enabled?: boolean | undefined
  readonly type?: string | undefined
}

/** Newest first, without those that this server can't read. */
export async function listPolicies(
  unit: ReadUnit,
  orgId: string,
  filter: PolicyFilter,
  { limit, after }: PageRange,
): Promise<PolicyRecord[]> {
  const found: PolicyRecord[] = []
  let from = after
  while (found.length < limit) {
    const rows = await policyRows(unit, orgId, filter, { limit, after: from })
    for (const row of rows) {
      const { policy } = stored(row)
      if (policy !== null) found.push(policy)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) break
    from = [last.created_at, last.id]
  }
  return found.slice(0, limit)
}

function policyRows(
  unit: ReadUnit,
  orgId: string,
  { enabled, type }: PolicyFilter,
  range: PageRange,
): Promise<PolicyRow[]> {
  let query = policiesOf(unit, orgId)
  if (enabled !== undefined) query = query.where('enabled', '=', enabled ? 1 : 0)
  if (type !== undefined) query = query.where('rule_type', '=', type)
  return newestFirst(query, ['created_at', 'id'], range).execute()
}

/** Writes the policy as a whole, new or not. */
export async function savePolicy(unit: WriteUnit, policy: PolicyRecord): Promise<void> {
  const values = row(policy)
  await unit
    .tables<PolicyTables>()
    .insertInto('policies')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
  await renewRevision(unit, policy.orgId)
}

export async function deletePolicy(unit: WriteUnit, orgId: string, id: string): Promise<void> {
  await unit
    .tables<PolicyTables>()
    .deleteFrom('policies')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
  await renewRevision(unit, orgId)
}

/**
 * Gives an org's policies another revision, never one that was there before: what was kept under it
 * would be taken for what is there now. Until the unit is over no other one changes the org's
 * policies, so whoever reads them in order to change them comes here first.
 */
export async function renewRevision(unit: WriteUnit, orgId: string): Promise<void> {
  await unit.run(setRevision, { org_id: orgId, revision: randomUUID() })
}

function policiesOf(unit: AnyUnit, orgId: string) {
  return (unit as ReadUnit)
    .tables<PolicyTables>()
    .selectFrom('policies')
    .selectAll()
    .where('org_id', '=', orgId)
}

function row(policy: PolicyRecord): PolicyRow {
  return {
    id: policy.id,
    org_id: policy.orgId,
    version: policy.version,
    name: policy.name,
    description: policy.description,
    enabled: policy.enabled ? 1 : 0,
    mode: policy.mode,
    agent_ids: JSON.stringify(policy.agentIds),
    rule_type: policy.rule.type,
    rule: JSON.stringify(policy.rule),
    tests: JSON.stringify(policy.tests),
    metadata: JSON.stringify(policy.metadata),
    created_by: policy.createdBy,
    created_at: policy.createdAt,
    updated_at: policy.updatedAt,
  }
}

function stored(row: PolicyRow): StoredPolicy {
  const { id, name, version } = row
  const times = { createdAt: row.created_at, updatedAt: row.updated_at }
  return { id, name, version, enabled: row.enabled !== 0, ...times, policy: record(row) }
}

function record(row: PolicyRow): PolicyRecord | null {
  const { agent_ids, ...source } = row
  if ('unreadable' in compilePolicy({ ...source, agentIds: agent_ids })) return null
  return {
    orgId: row.org_id,
    id: row.id,
    name: row.name,
    description: row.description,
    enabled: row.enabled !== 0,
    mode: row.mode as PolicyRecord['mode'],
    agentIds: JSON.parse(agent_ids) as string[] | null,
    rule: JSON.parse(row.rule) as PolicyRecord['rule'],
    tests: JSON.parse(row.tests) as PolicyRecord['tests'],
    metadata: JSON.parse(row.metadata) as Metadata,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
