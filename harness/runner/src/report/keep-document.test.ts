import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepDocument } from './keep-document.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keep-document-'))
  path = join(folder, 'a.md')
  writeFileSync(path, 'as committed\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

const kept = (text: string) => ({ path, text, by: 'npm run parity' })

test('a run writes the document', () => {
  expect(keepDocument(kept('new\n'), { check: false })).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('new\n')
})

test('a check leaves the document alone and tells of a difference', () => {
  expect(keepDocument(kept('as committed\n'), { check: true })).toEqual([])
  expect(keepDocument(kept('new\n'), { check: true })).toEqual([
    expect.stringContaining('a.md is not what this run shows: run `npm run parity` and commit it'),
  ])
  expect(readFileSync(path, 'utf8')).toBe('as committed\n')
})

test('a document that is not there is a difference', () => {
  rmSync(path)
  expect(keepDocument(kept('new\n'), { check: true })).toHaveLength(1)
})
