import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import type { RunResult } from '../run/result.ts'
import { makeResult } from '../testing/make-result.ts'
import { measureCoverage } from './coverage.ts'

const live = readOperations(readArtifact())
  .filter(({ id }) => id === 'ops.live')
  .map((operation) => ({ ...operation, securityAlternatives: ['apiKey', 'streamToken'] }))
const claim = {
  id: 'action.claim',
  resource: 'action',
  from: 'approved',
  operation: 'actions.claim',
  condition: null,
  to: 'running',
  events: ['action.claimed'],
}
const row = {
  id: 'retry.count',
  group: 'retries',
  title: 'How often',
  semantics: '',
  proved_by: 'scenario' as const,
}
const scenario = {
  id: 'agents/one',
  domain: 'agents',
  title: 'One',
  proves: ['retry.count'],
  steps: [],
}
const full = (subject: string): RunResult =>
  makeResult({
    subject,
    produced: ['ops.live 200'],
    handled: ['ops.live 200'],
    codes: ['not_found'],
    transitions: ['action.claim'],
    waysIn: ['ops.live by apiKey', 'ops.live by streamToken'],
  })

function measure(results: RunResult[]) {
  return measureCoverage({
    operations: live,
    behaviours: [row, { ...row, id: 'types', proved_by: 'package_test' }],
    transitions: [claim],
    codes: ['not_found'],
    scenarios: [scenario],
    results,
    columns: ['node on sqlite+memory', 'python-sync on sqlite+memory'],
  })
}

test('all is covered when every subject has shown all', () => {
  const { report, missing } = measure([full('node'), full('python-sync')])
  expect(missing).toEqual([])
  expect(report).toEqual({
    operations: { total: 1, covered: 1 },
    responses_server: { total: 1, covered: 1 },
    responses_sdk: { total: 1, covered: 1 },
    behaviours: { total: 1, covered: 1 },
    transitions: { total: 1, covered: 1 },
  })
})

test('what one subject lacks is missing', () => {
  const { report, missing } = measure([full('node')])
  expect(report.responses_sdk).toEqual({ total: 1, covered: 0 })
  expect(missing).toContain(
    'SDK-handled ops.live 200 is not covered for python-sync on sqlite+memory',
  )
  expect(missing).toContain('behaviour retry.count is not covered for python-sync on sqlite+memory')
  expect(missing).toContain('error code not_found is not covered for python-sync on sqlite+memory')
})

test('a failed run covers nothing', () => {
  const failures = [{ path: 'it', message: 'broken' }]
  const { report } = measure([{ ...full('node'), failures }, full('python-sync')])
  expect(report.operations.covered).toBe(0)
})

test('an answer that the SDK handled but no server gave is missing on the server side', () => {
  const { missing } = measure([{ ...full('node'), produced: [] }, full('python-sync')])
  expect(missing).toEqual(['server-produced ops.live 200 is not covered for node on sqlite+memory'])
})

test('a transition that did not happen at the server is missing, whoever names it', () => {
  const { report, missing } = measure([full('node'), { ...full('python-sync'), transitions: [] }])
  expect(report.transitions).toEqual({ total: 1, covered: 0 })
  expect(missing).toEqual([
    'transition action.claim is not covered for python-sync on sqlite+memory',
  ])
})

test('a way in that led nobody in is missing', () => {
  const { missing } = measure([
    full('node'),
    { ...full('python-sync'), waysIn: ['ops.live by apiKey'] },
  ])
  expect(missing).toEqual([
    'way in ops.live by streamToken is not covered for python-sync on sqlite+memory',
  ])
})
