import { prepareLookUp, type RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { Metadata } from './metadata.ts'
import type { OrgRecord } from './org.ts'

interface OrgTables {
  orgs: OrgRow
}

interface OrgRow {
  id: string
  version: number
  name: string
  metadata: string
  created_at: number
  updated_at: number
}

const byId = prepareLookUp<OrgTables, { id: string }>()((tables, { id }) =>
  tables.selectFrom('orgs').selectAll().where('id', '=', id),
)

export async function findOrg(
  unit: AnyUnit,
  id: string,
  lock: RowLock = 'none',
): Promise<OrgRecord | null> {
  const [row] = await unit.run(byId[lock], { id })
  return row === undefined ? null : record(row)
}

export async function insertOrg(unit: WriteUnit, org: OrgRecord): Promise<void> {
  await unit.tables<OrgTables>().insertInto('orgs').values(row(org)).execute()
}

export async function updateOrg(unit: WriteUnit, org: OrgRecord): Promise<void> {
  const { id, ...values } = row(org)
  await unit.tables<OrgTables>().updateTable('orgs').set(values).where('id', '=', id).execute()
}

function row(org: OrgRecord): OrgRow {
  return {
    id: org.id,
    version: org.version,
    name: org.name,
    metadata: JSON.stringify(org.metadata),
    created_at: org.createdAt,
    updated_at: org.updatedAt,
  }
}

function record(row: OrgRow): OrgRecord {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    metadata: JSON.parse(row.metadata) as Metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
