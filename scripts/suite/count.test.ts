import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countTests, sum, tellLeft } from './count.ts'
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
  const vitest = result('vitest', '{"numPassedTests": 5, "numFailedTests": 1, "testResults": []}')
  expect(countTests(vitest)).toEqual({ passed: 5, failed: 1, left: [] })
  const junit = result(
    'junit',
    '<testsuites><testsuite errors="1" failures="2" skipped="0" tests="10" time="1">',
  )
  expect(countTests(junit)).toEqual({ passed: 7, failed: 3, left: [] })
  const statuses = ['pass', 'pass', 'fail', 'not_implemented']
  const cells = statuses.map((status) => ({ status, subject: 'node', note: null }))
  const harness = result('harness', JSON.stringify({ cells }))
  expect(countTests(harness)).toEqual({ passed: 2, failed: 2, left: [] })
})

test('what is left out counts as neither, and says why', () => {
  const skipped = (title: string, ...ancestorTitles: string[]) => ({
    status: 'skipped',
    title,
    ancestorTitles,
  })
  const assertionResults = [
    skipped('one', 'the page, for which no browser is here'),
    skipped('two', 'the page, for which no browser is here'),
    skipped('alone'),
    { status: 'passed', title: 'ok', ancestorTitles: [] },
  ]
  const report = { numPassedTests: 1, numFailedTests: 0, testResults: [{ assertionResults }] }
  const vitest = countTests(result('vitest', JSON.stringify(report)))
  expect(tellLeft('report', vitest)).toEqual([
    'not run: report: the page, for which no browser is here (2)',
    'not run: report: alone',
  ])
  const junit = countTests(
    result(
      'junit',
      `<testsuites><testsuite errors="0" failures="0" skipped="2" tests="3">
       <testcase><skipped type="pytest.skip" message="there is no openssl"/></testcase>
       <testcase><skipped/></testcase>`,
    ),
  )
  expect(junit).toEqual({ passed: 1, failed: 0, left: ['there is no openssl', 'skipped'] })
  const cells = [{ status: 'known', subject: 'node', note: 'late (harbour)' }]
  const harness = countTests(result('harness', JSON.stringify({ cells })))
  expect(harness).toEqual({ passed: 0, failed: 0, left: ['node known: late (harbour)'] })
})

test('a step that fails without a failed test counts as one failure', () => {
  const text = '{"numPassedTests": 5, "numFailedTests": 0, "testResults": []}'
  expect(countTests(result('vitest', text, 'failed'))).toEqual({ passed: 5, failed: 1, left: [] })
  const lint: StepResult = {
    step: { name: 'lint', command: ['lint'] },
    outcome: 'failed',
    seconds: 0,
    log: '',
  }
  expect(countTests(lint)).toEqual({ passed: 0, failed: 1, left: [] })
})

test('counts add up', () => {
  expect(
    sum([
      { passed: 1, failed: 0, left: ['a'] },
      { passed: 2, failed: 3, left: ['b', 'a'] },
    ]),
  ).toEqual({ passed: 3, failed: 3, left: ['a', 'b', 'a'] })
})
