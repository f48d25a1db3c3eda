import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { Store } from '../store/database.ts'
import { migrateDown, migrateUp } from '../store/migrator.ts'
import { termsText, wordTerms } from '../store/search-terms.ts'
import { systemScope } from '../store/unit-of-work.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { manualClock } from './manual-clock.ts'
import type { OpenStore } from './store-case.ts'

interface NoteTables {
  notes: { id: string; terms: string }
}

const notes = {
  module: 'searched',
  migrations: [
    {
      number: 1,
      name: 'notes',
      up: [
        'CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY, terms TEXT NOT NULL)',
        { createSearch: 'notes' },
      ],
      down: [{ dropSearch: 'notes' }, 'DROP TABLE notes'],
    },
  ],
}
/** Of every store: what is found by its words. */
export const searchCase: ConformanceCase<OpenStore> = {
  name: 'rows are found by all of their terms, as they are now',
  async run(open) {
    const catalogue = { check: () => ({ resource: 'note' }) }
    const store = await open({ clock: manualClock(), catalogue, hooks: {} })
    try {
      await examine(store)
    } finally {
      await store.close()
    }
  },
}

async function examine(store: Store): Promise<void> {
  await migrateUp(store, [notes])
  const scope = systemScope('write', 'org-a')
  const row = (id: string, text: string) => ({ id, terms: termsText(wordTerms(text)) })
  const find = (...terms: string[]) =>
    store.read(systemScope('read', 'org-a'), async (unit) => {
      const tables = unit.tables<NoteTables>()
      const query = tables.selectFrom('notes').select('id').where(unit.matches('notes', terms))
      return (await query.orderBy('id').execute()).map(({ id }) => id)
    })
  await store.write(scope, async (unit) => {
    const texts = ["Été à la plage: l'eau", 'ete 東京 or not', 'plage', '']
    const rows = texts.map((text, index) => row(`n${index}`, text))
    await unit.tables<NoteTables>().insertInto('notes').values(rows).execute()
  })
  deepStrictEqual(await find('ete'), ['n0', 'n1'])
  deepStrictEqual(await find('ete', 'plage'), ['n0'])
  deepStrictEqual(await find('東'), ['n1'])
  deepStrictEqual(await find('or'), ['n1'])
  deepStrictEqual(await find('et'), [])
  const many = Array.from({ length: 200 }, () => 'plage')
  deepStrictEqual(await find(...many), ['n0', 'n2'])
  await store.write(scope, async (unit) => {
    const tables = unit.tables<NoteTables>()
    const { terms } = row('n0', 'hiver')
    await tables.updateTable('notes').set({ terms }).where('id', '=', 'n0').execute()
    await tables.deleteFrom('notes').where('id', '=', 'n2').execute()
  })
  deepStrictEqual(await find('plage'), [])
  deepStrictEqual(await find('hiver'), ['n0'])
  const shapes = await store.schema((connection) => store.capabilities.listTables(connection))
  const copied = shapes.map(({ name }) => name).filter((name) => !/^coxswain_/.test(name))
  strictEqual(copied.filter((name) => name.includes('notes')).join(), 'notes')
  strictEqual((await migrateDown(store, notes, 0)).length, 1)
  strictEqual((await migrateUp(store, [notes])).length, 1)
}
