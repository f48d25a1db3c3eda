import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepParityDocument } from './parity-document.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parity-document-'))
  path = join(folder, 'sdk-parity.md')
  writeFileSync(path, 'as committed\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a run writes the document', () => {
  expect(keepParityDocument(path, 'new\n', { check: false })).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('new\n')
})

test('a check leaves the document alone and tells of a difference', () => {
  expect(keepParityDocument(path, 'as committed\n', { check: true })).toEqual([])
  expect(keepParityDocument(path, 'new\n', { check: true })).toEqual([
    'docs/sdk-parity.md is not what this run shows: run `npm run parity` and commit it',
  ])
  expect(readFileSync(path, 'utf8')).toBe('as committed\n')
})
