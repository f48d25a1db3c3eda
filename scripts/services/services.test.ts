import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findPostgres } from './find-postgres.ts'
import { freePort } from './free-port.ts'
import { runService } from './run-service.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'coxswain-services-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const programs = (folder: string, ...names: string[]) => {
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(join(folder, name), '')
  return folder
}

test('PostgreSQL is looked for in the path, then in the newest version of Debian', () => {
  expect(findPostgres(home, join(home, 'none'))).toBeNull()
  programs(join(home, 'versions/9/bin'), 'initdb', 'postgres')
  const newest = programs(join(home, 'versions/15/bin'), 'initdb', 'postgres')
  expect(findPostgres('', join(home, 'versions'))).toBe(newest)
  const half = programs(join(home, 'half'), 'postgres')
  const own = programs(join(home, 'own'), 'initdb', 'postgres')
  expect(findPostgres(`${half}:${own}`, join(home, 'versions'))).toBe(own)
})

test('a free port is one of the machine itself', async () => {
  expect(await freePort()).toBeGreaterThan(1023)
})

const shell = (script: string) => {
  const program = join(home, 'server')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o700)
  return { program, args: [], ready: /listening/, end: 'SIGTERM' } as const
}

test('a service is waited for, and ended by its own process', async () => {
  const stop = await runService(shell('echo listening; exec sleep 60'))
  await stop()
  await stop()
})

test('a service that ends before it answers is told with what it said', async () => {
  await expect(runService(shell('echo "no disk" >&2; exit 1'))).rejects.toThrow(/ended:\nno disk/)
  await expect(runService({ ...shell(''), program: join(home, 'absent') })).rejects.toThrow(
    /ENOENT/,
  )
})
