import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeResult } from '../testing/make-result.ts'
import { applyKnownFailure, findStray, readKnownFailures } from './known-failures.ts'

const entry = {
  scenario: 'agents/one',
  subject: 'node',
  owner: 'client',
  reason: 'under repair',
  expires: '2026-12-01',
}
const failed = makeResult({ failures: [{ path: 'it', message: 'broken' }] })

test('a listed failure is known until the day it expires', () => {
  expect(applyKnownFailure(failed, [entry], '2026-12-01').status).toBe('known')
  expect(applyKnownFailure(failed, [entry], '2026-12-02').status).toBe('fail')
  expect(applyKnownFailure(failed, [], '2026-12-01').status).toBe('fail')
})

test('an unexpected pass fails', () => {
  const { status, note } = applyKnownFailure(makeResult({}), [entry], '2026-12-01')
  expect(status).toBe('fail')
  expect(note).toContain('passes')
})

test('an entry is for one subject only', () => {
  const other = makeResult({ ...failed, subject: 'python-sync' })
  expect(applyKnownFailure(other, [entry], '2026-12-01').status).toBe('fail')
})

test('an entry that names nothing is found', () => {
  const scenarios = new Set(['agents/one'])
  expect(findStray([entry], scenarios, new Set(['node']))).toEqual([])
  expect(findStray([entry], scenarios, new Set(['ruby']))).toEqual([entry])
})

test('an entry without an owner or with no day is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'known-'))
  const { owner: _, ...rest } = entry
  writeFileSync(join(folder, 'a.yaml'), JSON.stringify([rest]))
  expect(() => readKnownFailures(folder)).toThrow('no owner')
  writeFileSync(join(folder, 'a.yaml'), JSON.stringify([{ ...entry, expires: 'soon' }]))
  expect(() => readKnownFailures(folder)).toThrow('soon is not a day')
  writeFileSync(join(folder, 'a.yaml'), JSON.stringify([entry]))
  expect(readKnownFailures(folder)).toEqual([entry])
})
