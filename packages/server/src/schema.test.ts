import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Migrator, openMigrator } from './index.ts'
import { type DumpSchema, dumpPostgresSchema, dumpSqliteSchema } from './testing/dump-schema.ts'
import { createGovernedServer } from './testing/governed-org.ts'
import { createPostgresDatabase, testPostgresUrl } from './testing/postgres-database.ts'

const postgres = testPostgresUrl()

interface Place {
  readonly url: string
  drop(): Promise<void> | void
}

interface Kind {
  readonly name: string
  readonly dump: DumpSchema
  make(): Promise<Place>
}

const kinds: readonly Kind[] = [
  {
    name: 'sqlite',
    dump: dumpSqliteSchema,
    async make() {
      const folder = mkdtempSync(join(tmpdir(), 'coxswain-schema-'))
      const url = `sqlite:${join(folder, 'test.db')}`
      return { url, drop: () => rmSync(folder, { recursive: true }) }
    },
  },
  ...(postgres === undefined
    ? []
    : [
        {
          name: 'postgres',
          dump: dumpPostgresSchema,
          make: () => createPostgresDatabase(postgres),
        },
      ]),
]

let place: Place
afterEach(() => place.drop())

describe.each(kinds)('the schema on $name', ({ name, dump, make }) => {
  test('is the one that is committed, and is so again after each migration was undone over data', async () => {
    place = await make()
    await fill(place.url)
    const before = await dump(place.url)
    await expect(before).toMatchFileSnapshot(`../schema/${name}.sql`)
    const migrator = await openMigrator({ database: place.url })
    try {
      for (const { module, number } of (await appliedOf(migrator)).toReversed()) {
        expect((await migrator.down(module, number - 1)).at(-1)).toMatchObject({ module, number })
        await migrator.up()
        expect(await dump(place.url), `${module} ${number}`).toBe(before)
      }
      const modules = new Set((await appliedOf(migrator)).map(({ module }) => module))
      for (const module of [...modules].toReversed()) await migrator.down(module, 0)
      expect(await appliedOf(migrator)).toEqual([])
      await migrator.up()
    } finally {
      await migrator.close()
    }
    expect(await dump(place.url)).toBe(before)
    await fill(place.url)
  })
})

/** Migrations that are applied, in the order in which they apply. */
async function appliedOf(migrator: Migrator) {
  return (await migrator.status()).filter(({ applied }) => applied)
}

/** Has a server leave some rows in most tables. */
async function fill(url: string): Promise<void> {
  const server = await createGovernedServer({ database: url })
  const org = await server.createOrg()
  const { approval_id } = await org.ask()
  await org.owner.call('approvals.approve', { path: { approval_id }, body: { grant_seconds: 60 } })
  await server.stop()
}
