import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface Report {
  subjects: unknown[]
  cells: unknown[]
}

const runner = join(import.meta.dirname, '../../runner/src/cli.ts')
const modules = ['-MHTTP::Tiny', '-MJSON::PP', '-e', '1']
const hasPerl = spawnSync('perl', modules).status === 0

function parity(driver: string) {
  const out = mkdtempSync(join(tmpdir(), 'perl-driver-'))
  const part = ['--sdk', 'perl', '--filter', 'agents/', '--configuration', 'sqlite+memory']
  const args = ['--driver', `perl=${driver}`, ...part, '--out', out]
  const run = spawnSync(process.execPath, [runner, ...args, '--no-progress'], { encoding: 'utf8' })
  return {
    ...run,
    report: () => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report,
  }
}

test.skipIf(!hasPerl)('the smallest driver passes the scenarios of one resource', () => {
  const { status, stdout, report } = parity(`perl ${join(import.meta.dirname, 'driver.pl')}`)
  expect(stdout).toContain('0 failed')
  expect(status).toBe(0)
  const { subjects, cells } = report()
  expect(subjects).toMatchObject([{ id: 'perl', language: 'perl', fail: 0, known: 0 }])
  expect(cells.length).toBeGreaterThan(5)
})

test('a driver that does not start is a failure in words', () => {
  const { status, stderr } = parity('no-such-driver')
  expect(status).toBe(1)
  expect(stderr).toContain('the driver did not start')
})
