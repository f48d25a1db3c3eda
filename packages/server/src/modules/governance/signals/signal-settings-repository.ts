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
  return row === undefined ? null : record(row)
}

/** The settings of an org, locked for a unit that is about to change them; `first` where there are none. */
export async function lockSettings(
  unit: WriteUnit,
  first: SettingsRecord,
): Promise<SettingsRecord> {
  const tables = unit.tables<SettingsTables>()
  // A row to lock, so that two who change them at first meet.
  await tables
    .insertInto('signal_settings')
    .values(row(first))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const stored = await tables
    .selectFrom('signal_settings')
    .selectAll()
    .where('org_id', '=', first.orgId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return record(stored)
}

/** Writes settings that are locked. */
export async function saveSettings(unit: WriteUnit, settings: SettingsRecord): Promise<void> {
  const { org_id, ...changed } = row(settings)
  await unit
    .tables<SettingsTables>()
    .updateTable('signal_settings')
    .set(changed)
    .where('org_id', '=', org_id)
    .execute()
}

function row({ orgId, version, rules, updatedAt }: SettingsRecord): SettingsRow {
  return { org_id: orgId, version, rules: JSON.stringify(rules), updated_at: updatedAt }
}

function record({ org_id, version, rules, updated_at }: SettingsRow): SettingsRecord {
  const known = JSON.parse(rules) as SettingsRecord['rules']
  return { orgId: org_id, rules: known, version, updatedAt: updated_at }
}
