import { DatabaseSync } from 'node:sqlite'
import type { WriteUnit } from '@coxswain/server'

interface UnitTables {
  units: { label: string; parent: string | null }
}

export async function insertUnit(
  unit: WriteUnit,
  label: string,
  parent: string | null = null,
): Promise<void> {
  await unit.tables<UnitTables>().insertInto('units').values({ label, parent }).execute()
}

/** Looks at the units from outside of the server, where only what is committed can be seen. */
export interface Onlooker {
  sees(label: string): boolean
  all(): string[]
  close(): void
}

export function openOnlooker(path: string): Onlooker {
  const database = new DatabaseSync(path, { readOnly: true })
  const one = database.prepare('SELECT 1 FROM units WHERE label = ?')
  const every = database.prepare('SELECT label FROM units ORDER BY label')
  return {
    sees: (label) => one.get(label) !== undefined,
    all: () => every.all().map((row) => String(row['label'])),
    close: () => database.close(),
  }
}
