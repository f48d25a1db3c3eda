import { expect, test } from 'vitest'
import type { BehaviourRow } from '../contract/artifact.ts'
import type { Coverage } from '../coverage/coverage.ts'
import type { Differential } from '../differential/compare.ts'
import type { KnownFailure } from '../known/known-failures.ts'
import type { RunResult } from '../run/result.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { makeResult } from '../testing/make-result.ts'
import { buildReport } from './build-report.ts'
import { drawMatrix } from './matrix.ts'
import { judge } from './verdict.ts'

const hello = (runtime: string) => ({
  protocol_version: 1,
  sdk: 'sdk',
  version: '1.0.0',
  language: 'x',
  runtime,
  capabilities: [],
})
const configuration = 'sqlite+memory'
const behaviours: BehaviourRow[] = [
  {
    id: 'cancel.before',
    group: 'cancel',
    title: 'Cancelled before',
    semantics: 'It is so.',
    proved_by: 'scenario',
    idiom: true,
  },
]
const command = { command: '', args: [] }
const scenarios: Scenario[] = ['agents/one', 'retries/two'].map((id) => ({
  id,
  domain: id.split('/')[0] as string,
  title: 'It is so',
  proves: id === 'retries/two' ? ['cancel.before'] : [],
  steps: [],
}))
const count = { total: 2, covered: 2 }
const coverage: Coverage = {
  report: {
    operations: count,
    responses_server: count,
    responses_sdk: count,
    behaviours: count,
    transitions: { total: 1, covered: 1 },
  },
  missing: [],
}
const differential: Differential = {
  report: { compared: 2, divergences: 0, rewrites: 4 },
  divergences: [],
}

function reportOf(node: RunResult[], python: RunResult[], known: KnownFailure[] = []) {
  const report = buildReport({
    startedAt: new Date('2026-11-21T03:00:00Z'),
    durationMs: 1400,
    scenarios,
    behaviours,
    fuzz: null,
    operators: null,
    runs: [
      {
        subject: { id: 'node', title: 'node', driver: command },
        configuration,
        hello: hello('node 24.21.0'),
        results: node,
      },
      {
        subject: { id: 'python-sync', title: 'python', driver: command },
        configuration,
        hello: hello('python 3.11.7'),
        results: python.map((result) => ({ ...result, subject: 'python-sync' })),
      },
    ],
    coverage,
    differential,
    known,
  })
  return {
    report,
    reasons: judge({ report, coverage, differential, known, scenarios, partial: false }),
  }
}

const passing = [makeResult({ checks: 3 }), makeResult({ scenario: 'retries/two', checks: 4 })]
const failing = [
  makeResult({ checks: 3, failures: [{ path: 'it', message: '<broken> & "odd"' }] }),
  makeResult({ scenario: 'retries/two', checks: 4 }),
]

test('a green run: totals, matrix', () => {
  const { report, reasons } = reportOf(passing, passing)
  expect(reasons).toEqual([])
  expect(report.totals).toEqual({
    scenarios: 2,
    checks: 14,
    pass: 14,
    fail: 0,
    known: 0,
    not_applicable: 0,
  })
  expect(drawMatrix(report).split('\n')).toEqual([
    'parity    sqlite+memory   node 24.21   python 3.11 sync',
    'agents              6/6       ✓               ✓',
    'retries             8/8       ✓               ✓',
    '14 checks · 0 failed · 0 known · 0 divergences · 2 operations, 2 responses, 2 behaviours, 1 transitions covered · 1 s',
  ])
})

test('sections that are not built are null', () => {
  const { mutants, operators, fuzz, skew } = reportOf(passing, passing).report
  expect([mutants, operators, fuzz, skew]).toEqual([null, null, null, null])
})

test('a failure is counted and shown', () => {
  const { report } = reportOf(passing, failing)
  expect(report.totals).toMatchObject({ checks: 14, pass: 13, fail: 1 })
  expect(drawMatrix(report)).toMatch(/agents +5\/6 +✓ +✗ 1/)
})

test('a known failure is known, and an unexpected pass fails', () => {
  const known = [
    {
      scenario: 'agents/one',
      subject: 'python-sync',
      owner: 'x',
      reason: 'y',
      expires: '2026-12-01',
    },
  ]
  expect(reportOf(passing, failing, known).report.totals).toMatchObject({ fail: 0, known: 1 })
  expect(reportOf(passing, passing, known).report.totals).toMatchObject({ fail: 1, known: 0 })
})

test('what an SDK lacks is as red as a failure, and n.a. only by an idiom', () => {
  const lacking = { failures: [{ path: 'run', message: 'abort: none' }], lacks: 'abort: none' }
  const node = [makeResult(lacking), makeResult({ scenario: 'retries/two', ...lacking })]
  const { report } = reportOf(node, passing)
  expect(report.cells.filter(({ subject }) => subject === 'node')).toMatchObject([
    { status: 'not_implemented', note: 'abort: none' },
    { status: 'not_applicable', note: 'abort: none (an idiom: cancel.before)' },
  ])
  expect(report.totals).toMatchObject({ fail: 1, not_applicable: 1 })
  expect(drawMatrix(report)).toMatch(/agents .* ✗ 1 .* ✓\nretries .* n\.a\. /)
})

test('zero checks are a failure', () => {
  expect(reportOf([], []).reasons).toContain('no check was executed')
})

test('subjects that pass with different checks are a failure', () => {
  const { reasons } = reportOf(passing, [makeResult({ checks: 2 }), passing[1] as RunResult])
  expect(reasons.join()).toContain('did not run the same checks')
})

test('missing coverage, divergences and stray known failures are failures', () => {
  const { report } = reportOf(passing, passing)
  const reasons = judge({
    report,
    coverage: { ...coverage, missing: ['behaviour x is not covered for node'] },
    differential: {
      ...differential,
      divergences: [
        {
          scenario: 's',
          between: [makeResult({}), makeResult({ subject: 'b' })],
          path: 'p',
          values: ['1', '2'],
        },
      ],
    },
    known: [
      { scenario: 'no/such', subject: 'node', owner: 'x', reason: 'y', expires: '2026-12-01' },
    ],
    scenarios,
    partial: false,
  })
  expect(reasons).toEqual([
    's: node on sqlite+memory and b on sqlite+memory diverge at p: 1 against 2',
    'behaviour x is not covered for node',
    'known failure no/such of node names nothing that ran',
  ])
})
