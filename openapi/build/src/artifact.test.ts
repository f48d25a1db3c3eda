import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problemsOf, release, write } from './artifact.ts'

const current = '{\n  "info": {\n    "version": "0"\n  }\n}\n'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-'))
  write(folder, 'current.json', current)
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder as it was written is in order', () => {
  release(folder, '1.0.0-alpha.1', current)
  expect(problemsOf(folder, current)).toEqual([])
})

test('a release carries its own version and is frozen once', () => {
  const name = release(folder, '1.0.0', current)
  expect(JSON.parse(readFileSync(join(folder, name), 'utf8')).info.version).toBe('1.0.0')
  expect(() => release(folder, '1.0.0', current)).toThrow('frozen already')
})

test('a version that is not semantic is refused', () => {
  expect(() => release(folder, '../x', current)).toThrow('not a semantic version')
})

test('a frozen file that changes is found', () => {
  const name = release(folder, '1.0.0', current)
  writeFileSync(join(folder, name), current)
  expect(problemsOf(folder, current).join()).toMatch('1.0.0.json: differs')
})

test('a frozen file that disappears is found', () => {
  rmSync(join(folder, release(folder, '1.0.0', current)))
  expect(problemsOf(folder, current).join()).toMatch('its artifact is missing')
})

test('a checksum that disappears is found', () => {
  rmSync(join(folder, `${release(folder, '1.0.0', current)}.sha256`))
  expect(problemsOf(folder, current).join()).toMatch('sha256 is missing')
})

test('a stale current artifact is found', () => {
  expect(problemsOf(folder, '{}').join()).toMatch('contract:build')
})
