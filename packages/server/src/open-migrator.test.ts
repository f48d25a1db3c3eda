import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createServer, openMigrator, StoreLockedError } from './index.ts'

let folder = ''
let database = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coxswain-migrator-'))
  database = `sqlite:${join(folder, 'test.db')}`
})
afterEach(() => rmSync(folder, { recursive: true }))

test('it tells what is applied and what is not, and takes it up and down', async () => {
  const migrator = await openMigrator({ database })
  const pending = async () => (await migrator.status()).filter(({ applied }) => !applied).length
  const all = await pending()
  expect(all).toBeGreaterThan(0)
  expect(await migrator.up()).toHaveLength(all)
  expect(await pending()).toBe(0)
  const undone = await migrator.down('identity', 2)
  expect(undone.map(({ number }) => number)).toEqual([5, 4, 3])
  expect(await pending()).toBe(3)
  await expect(migrator.down('nobody', 0)).rejects.toThrow(/no module called nobody/)
  await migrator.close()
  await (await createServer({ database })).stop()
})

test('every migration can be undone to the last', async () => {
  const migrator = await openMigrator({ database })
  await migrator.up()
  const modules = new Set((await migrator.status()).map(({ module }) => module))
  for (const module of modules) await migrator.down(module, 0)
  expect((await migrator.status()).every(({ applied }) => !applied)).toBe(true)
  await migrator.up()
  await migrator.close()
})

test('it has to wait for the server that holds the database', async () => {
  const server = await createServer({ database })
  await expect(openMigrator({ database })).rejects.toThrow(StoreLockedError)
  await server.stop()
})

test('a server that stops leaves one file, and the lock that nobody holds', async () => {
  const server = await createServer({ database })
  await server.stop()
  expect(readdirSync(folder).sort()).toEqual(['test.db', 'test.db.lock'])
})
