import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Console } from '../../test/console.ts'

test('a database is copied with progress, and the copy has what it had', async () => {
  using console = new Console()
  await console.run('keys', 'create', '--org', 'Acme')
  const copy = ['store', 'copy', '--from', 'sqlite:data/coxswain.db', '--to', 'sqlite:b.db']
  const { code, out, notes } = await console.run(...copy)
  expect(notes).toMatch(/^copying +\[#{24}\] {2}api_keys 1\/1$/m)
  expect(notes).toMatch(/^verifying \[#{24}\] {2}orgs 1\/1$/m)
  expect(out).toMatch(/^orgs +1 +[0-9a-f]{64}$/m)
  expect(out).toMatch(/the rows and their hashes are the same\.$/)
  expect(code).toBe(0)

  const again = await console.run(...copy, '--json')
  expect(again.code).toBe(1)
  expect(again.notes).toMatch(/^error: the target is not empty/)
})

test('a backup is written and brought back', async () => {
  using console = new Console()
  await console.run('keys', 'create', '--org', 'Acme')
  const backup = join(console.folder, 'backup.db')
  expect((await console.run('store', 'backup', '--to', backup)).code).toBe(0)

  const refused = await console.run('store', 'restore', '--from', backup)
  expect(refused.notes).toMatch(/^error: .*is there already: move it away first$/)
  const file = join(console.folder, 'data', 'coxswain.db')
  renameSync(file, `${file}.broken`)
  const restored = await console.run('store', 'restore', '--from', backup)
  expect(restored.out).toMatch(/coxswain\.db is back, with a new epoch in 1 logs?\.$/)
  expect(restored.code).toBe(0)
  expect((await console.run('keys', 'create', '--org', 'Next')).code).toBe(0)
})

test('a backup of PostgreSQL is left to its own programs', async () => {
  using console = new Console()
  const database = 'postgres://cox:secret@127.0.0.1:1/x'
  const { code, notes } = await console.run('store', 'backup', '-d', database, '--to', 'x.db')
  expect(code).toBe(2)
  expect(notes).toMatch(/pg_dump/)
  expect(notes).not.toContain('secret')
})
