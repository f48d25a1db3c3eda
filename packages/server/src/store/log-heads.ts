import { beginningId, type Head, type HeadsQuery, type SourceHead } from '@coxswain/broker'
import { prepareQuery } from './prepared-query.ts'
import type { KernelTables, OrgLogTable } from './tables.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from './unit-of-work.ts'

const logOf = prepareQuery<KernelTables, { orgId: string }>()((tables, { orgId }) =>
  tables.selectFrom('org_log').selectAll().where('org_id', '=', orgId),
)
const logsAfter = prepareQuery<KernelTables, { after: string; limit: number }>()(
  (tables, { after, limit }) =>
    tables
      .selectFrom('org_log')
      .selectAll()
      .where('org_id', '>', after)
      .orderBy('org_id')
      .limit(limit),
)

/** Where the log of an org stands; at its beginning where nothing was written yet. */
export async function readLogHead(unit: AnyUnit, orgId: string): Promise<SourceHead> {
  const [log] = await unit.run(logOf, { orgId })
  if (log !== undefined) return { ...headOf(log), firstSeq: log.first_seq }
  return { orgId, epoch: 1, seq: 0, id: beginningId(orgId, 1), firstSeq: 1 }
}

/** The heads of up to `limit` orgs, by org id. */
export async function listLogHeads(
  unit: ReadUnit,
  { after, limit }: HeadsQuery,
): Promise<readonly Head[]> {
  const logs = await unit.run(logsAfter, { after: after ?? '', limit })
  return logs.map(headOf)
}

/** Begins a new epoch, unless another process was faster. */
export async function changeLogEpoch(unit: WriteUnit, orgId: string, known: number): Promise<Head> {
  await unit
    .tables<KernelTables>()
    .updateTable('org_log')
    .set({ epoch: known + 1 })
    .where('org_id', '=', orgId)
    .where('epoch', '=', known)
    .execute()
  const { firstSeq: _firstSeq, ...head } = await readLogHead(unit, orgId)
  return head
}

function headOf({ org_id, epoch, last_seq, last_id }: OrgLogTable): Head {
  const id = last_id ?? beginningId(org_id, epoch)
  return { orgId: org_id, epoch, seq: last_seq, id }
}
