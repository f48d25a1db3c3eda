import { expect, test } from 'vitest'
import { Console } from '../test/console.ts'

test('help lists every command and every variable and ends well', async () => {
  using console = new Console()
  const { code, out, notes } = await console.run('--help')
  expect(code).toBe(0)
  expect(notes).toBe('')
  for (const word of ['serve', 'migrate', 'keys', 'COXSWAIN_DATABASE_URL', 'COXSWAIN_API_KEY']) {
    expect(out).toContain(word)
  }
})

test.each([
  ['keys', ['create', 'list', 'revoke']],
  ['migrate', ['status', 'plan', 'up', 'down']],
  ['store', ['copy', 'backup', 'restore']],
])('%s without a command shows what there is and counts as not understood', async (name, all) => {
  using console = new Console()
  const { code, notes } = await console.run(name)
  expect(code).toBe(2)
  for (const command of all) expect(notes).toContain(command)
})

test('the version is that of the package', async () => {
  using console = new Console()
  expect((await console.run('--version')).out).toMatch(/^\d+\.\d+\.\d+/)
})

test('an unknown command or option is refused with a suggestion', async () => {
  using console = new Console()
  const command = await console.run('serv')
  expect(command.code).toBe(2)
  expect(command.notes).toContain('Did you mean serve?')
  const option = await console.run('serve', '--prot', '1')
  expect(option.code).toBe(2)
  expect(option.notes).toContain('Did you mean --port?')
})
