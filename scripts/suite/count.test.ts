import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countTests, sum } from './count.ts'
import type { Report, StepResult } from './step.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coxswain-count-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function result(
  format: Report['format'],
  text: string,
  outcome: StepResult['outcome'] = 'passed',
): StepResult {
  const file = join(folder, 'report')
  writeFileSync(file, text)
  const step = { name: 'x', command: ['x'], report: { format, file } }
  return { step, outcome, seconds: 0, log: '' }
}

test('tests are read from the report of each runner', () => {
  const vitest = result('vitest', '{"numPassedTests": 5, "numFailedTests": 1}')
  expect(countTests(vitest)).toEqual({ passed: 5, failed: 1 })
  const junit = result(
    'junit',
    '<testsuites><testsuite errors="1" failures="2" skipped="3" tests="10" time="1">',
  )
  expect(countTests(junit)).toEqual({ passed: 4, failed: 3 })
  const harness = result(
    'harness',
    '{"cells": [{"status": "pass"}, {"status": "pass"}, {"status": "fail"}]}',
  )
  expect(countTests(harness)).toEqual({ passed: 2, failed: 1 })
  const fuzz = result('fuzz', '{"sequences": 500, "divergences": 2, "planted_found": 3}')
  expect(countTests(fuzz)).toEqual({ passed: 501, failed: 2 })
})

test('a step that fails without a failed test counts as one failure', () => {
  const crashed = result('vitest', '{"numPassedTests": 5, "numFailedTests": 0}', 'failed')
  expect(countTests(crashed)).toEqual({ passed: 5, failed: 1 })
  const lint: StepResult = {
    step: { name: 'lint', command: ['lint'] },
    outcome: 'failed',
    seconds: 0,
    log: '',
  }
  expect(countTests(lint)).toEqual({ passed: 0, failed: 1 })
})

test('counts add up', () => {
  expect(
    sum([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 })
})
