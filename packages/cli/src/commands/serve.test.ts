import { existsSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Console } from '../../test/console.ts'

test('serve answers until it is stopped and leaves nothing running or lying about', async () => {
  using console = new Console()
  const server = await console.start('serve', '--port', '0', '--json')
  const { url } = JSON.parse(server.out)
  expect((await fetch(`${url}/health`)).status).toBe(200)

  const note = join(console.folder, 'data', 'coxswain.db.server.json')
  expect(statSync(note).mode & 0o077).toBe(0)

  expect((await server.stop()).code).toBe(0)
  expect(existsSync(note)).toBe(false)
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
})

test('people get a line that says where', async () => {
  using console = new Console()
  const server = await console.start('serve', '--port', '0', '--database', 'sqlite::memory:')
  expect(server.out).toMatch(/^Coxswain \S+ listens on http:\/\/127\.0\.0\.1:\d+ and keeps /)
  expect((await server.stop()).notes).toContain('Stopping.')
})

test('a second server on the same file ends with a clear message', async () => {
  using console = new Console()
  const first = await console.start('serve', '--port', '0')
  const { code, notes } = await console.run('serve', '--port', '0')
  expect(code).toBe(1)
  expect(notes).toContain('error: another Coxswain server is using ')
  // The first one goes on, and its note is still there for the other commands.
  expect((await console.run('keys', 'create', '--org', 'Acme')).code).toBe(0)
  await first.stop()
})

test('a note that a killed server left behind does no harm', async () => {
  using console = new Console()
  await console.run('migrate', 'up')
  const note = join(console.folder, 'data', 'coxswain.db.server.json')
  writeFileSync(note, '{"url":"http://127.0.0.1:1","bootstrap_token":"old"}')
  expect((await console.run('keys', 'create', '--org', 'Acme')).code).toBe(0)
  const server = await console.start('serve', '--port', '0')
  expect((await console.run('keys', 'create', '--org', 'Acme')).code).toBe(0)
  await server.stop()
})

test('a port in use is said and nothing stays locked', async () => {
  using console = new Console()
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  const { code, notes } = await console.run('serve', '--port', String(port))
  expect(code).toBe(1)
  expect(notes).toBe('error: The port is in use.\nChoose another: --port <number>')
  await new Promise((resolve) => taken.close(resolve))
  expect((await console.run('migrate', 'status')).code).toBe(0)
})

test('a port or database that is none is a mistake of usage', async () => {
  using console = new Console()
  expect(await console.run('serve', '--port', '70000')).toMatchObject({
    code: 2,
    notes: 'error: The port must be a whole number from 0 to 65535, and is 70000.',
  })
  expect((await console.run('serve', '--database', 'mysql://x')).code).toBe(2)
  expect((await console.run('serve', '--log-level', 'loud')).code).toBe(2)
})

test('the replay window is read from the environment, and only as whole seconds', async () => {
  using console = new Console()
  console.env.REALTIME_REPLAY_WINDOW_SECONDS = 'ten'
  expect(await console.run('serve', '--port', '0')).toMatchObject({
    code: 2,
    notes:
      'error: REALTIME_REPLAY_WINDOW_SECONDS must be a whole number from 1 to 86400, and is ten.',
  })
  console.env.REALTIME_REPLAY_WINDOW_SECONDS = '60'
  const server = await console.start('serve', '--port', '0', '--json')
  expect((await server.stop()).code).toBe(0)
})
