import type { AnyUnit, ReadUnit, WriteUnit } from '../../../store/unit-of-work.ts'
import type { SettingsRecord } from './signal-settings.ts'

interface SettingsTables {
  signal_settings: SettingsRow
}

interface SettingsRow {
  org_id: string
  version: number
  rules: string
  updated_at: number | null
}

/** `null` where an org has never changed any. */
export async function findSettings(unit: AnyUnit, orgId: string): Promise<SettingsRecord | null> {
  const row = await (unit as ReadUnit)
    .tables<SettingsTables>()
    .selectFrom('signal_settings')
    .selectAll()
    .where('org_id', '=', orgId)
    .executeTakeFirst()
  if (row === undefined) return null
  const rules = JSON.parse(row.rules) as SettingsRecord['rules']
  return { orgId, rules, version: row.version, updatedAt: row.updated_at }
}

/** Writes the version that follows; `false` when another unit has written it. */
export async function saveSettings(unit: WriteUnit, settings: SettingsRecord): Promise<boolean> {
  const { orgId: org_id, version, updatedAt: updated_at } = settings
  const changed = { version, rules: JSON.stringify(settings.rules), updated_at }
  const tables = unit.tables<SettingsTables>()
  const rows =
    version === 1
      ? await tables
          .insertInto('signal_settings')
          .values({ org_id, ...changed })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .execute()
      : await tables
          .updateTable('signal_settings')
          .set(changed)
          .where('org_id', '=', org_id)
          .where('version', '=', version - 1)
          .returning('version')
          .execute()
  return rows.length > 0
}
