import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Console } from '../test/console.ts'

test('a folder that can not be made is told in one sentence', async () => {
  using console = new Console()
  writeFileSync(join(console.folder, 'plain'), '')
  const { code, notes } = await console.run('serve', '--database', 'sqlite:plain/coxswain.db')
  expect(code).toBe(1)
  expect(notes).toMatch(/^error: The folder .*plain can not be made: EEXIST[^\n]*$/)
})

test.each([['serve'], ['migrate', 'status'], ['keys', 'create', '--org', 'Acme']])(
  'a file that is no database is told in one sentence by %s %s',
  async (...command) => {
    using console = new Console()
    writeFileSync(join(console.folder, 'bad.db'), 'This is a letter to a friend, not a database.')
    const { code, notes } = await console.run(...command, '--database', 'sqlite:bad.db')
    expect(code).toBe(1)
    expect(notes).toMatch(/^error: the database .*bad\.db can not be opened: [^\n]*$/)
  },
)

test.each([
  ['migrate', 'up'],
  ['keys', 'create', '--org', 'Acme'],
])('%s %s refuses a database that ends with the command', async (...command) => {
  using console = new Console()
  const { code, out, notes } = await console.run(...command, '--database', 'sqlite::memory:')
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(notes).toContain('name a file')
})

test('a server that does not answer is named', async () => {
  using console = new Console()
  console.env.COXSWAIN_API_KEY = 'cox_live_x'
  const { code, notes } = await console.run('keys', 'list', '--base-url', 'http://127.0.0.1:1')
  expect(code).toBe(1)
  expect(notes).toMatch(/^error: connection failed: .*\S$/)
})
