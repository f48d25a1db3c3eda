import { expect, test } from 'vitest'
import { Console } from '../../test/console.ts'

interface Row {
  readonly module: string
  readonly number: number
  readonly applied_at?: string | null
  readonly sql?: readonly string[]
}

async function json(console: Console, ...args: string[]): Promise<Row[]> {
  const { code, out, notes } = await console.run('migrate', ...args, '--json')
  expect(notes).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out)
}

test('up applies everything once, and down and up again lead back', async () => {
  using console = new Console()
  const applied = await json(console, 'up')
  expect(applied.length).toBeGreaterThan(0)
  expect(await json(console, 'up')).toEqual([])
  expect(await json(console, 'plan')).toEqual([])

  const undone = await json(console, 'down', '--module', 'identity', '--to', '1')
  const waiting = await json(console, 'plan')
  expect(waiting).toMatchObject(undone.toReversed())
  expect(waiting.every(({ sql = [] }) => sql.length > 0)).toBe(true)
  const status = await json(console, 'status')
  expect(status.filter((row) => row.applied_at === null)).toHaveLength(waiting.length)

  const { out } = await console.run('migrate', 'plan')
  expect(out).toMatch(/^-- identity\/2 \S+\nCREATE TABLE [^;]+;\n/)

  expect(await json(console, 'up')).toEqual(undone.toReversed())
})

test('status is a table for people', async () => {
  using console = new Console()
  await console.run('migrate', 'up')
  const { out } = await console.run('migrate', 'status')
  expect(out).toMatch(/^migration +name +applied\nkernel\/1 +log +20/)
  expect((await console.run('migrate', 'plan')).notes).toBe('Nothing to do.')
})

test('a database that a server holds is left alone', async () => {
  using console = new Console()
  const server = await console.start('serve', '--port', '0')
  for (const args of [
    ['status'],
    ['plan'],
    ['up'],
    ['down', '--module', 'identity', '--to', '0'],
  ]) {
    const { code, notes } = await console.run('migrate', ...args)
    expect(code).toBe(1)
    expect(notes).toContain('error: A server is using ')
  }
  await server.stop()
})

test('only up makes a database', async () => {
  using console = new Console()
  const { code, notes } = await console.run('migrate', 'status')
  expect(code).toBe(1)
  expect(notes).toContain('There is no database at ')
})

test('a module or number that does not exist is refused', async () => {
  using console = new Console()
  await console.run('migrate', 'up')
  const unknown = await console.run('migrate', 'down', '--module', 'nope', '--to', '0')
  expect(unknown).toMatchObject({ code: 1, notes: 'error: There is no module nope.' })
  const number = await console.run('migrate', 'down', '--module', 'identity', '--to', '-1')
  expect(number.code).toBe(2)
  expect((await console.run('migrate', 'down', '--to', '0')).notes).toContain('--module <name>')
})
