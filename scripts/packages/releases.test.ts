import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problemsOfReleases, writeSums } from './releases.ts'

let root: string
let release: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coxswain-releases-'))
  release = join(root, '1.0.0')
  mkdirSync(release)
  writeFileSync(join(release, 'a.tgz'), 'a')
  writeSums(release)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a kept release is in order, and no release at all is too', () => {
  expect(problemsOfReleases(root)).toEqual([])
  expect(problemsOfReleases(join(root, 'nowhere'))).toEqual([])
})

test.each([
  ['changed', () => writeFileSync(join(release, 'a.tgz'), 'b')],
  ['gone', () => rmSync(join(release, 'a.tgz'))],
  ['not listed', () => writeFileSync(join(release, 'b.tgz'), 'b')],
])('a file that is %s is found', (_, breakIt) => {
  breakIt()
  expect(problemsOfReleases(root)).toEqual([`${release}: does not match its SHA256SUMS`])
})

test('a release without digests is found', () => {
  rmSync(join(release, 'SHA256SUMS'))
  expect(problemsOfReleases(root)).toEqual([`${release}: has no SHA256SUMS`])
})
