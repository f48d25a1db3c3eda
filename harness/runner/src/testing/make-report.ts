import type { Cell, Report, SubjectReport } from '../report/report.ts'

const count = { total: 2, covered: 2 }

/** A subject of a report, for tests to vary. */
export function makeSubject(changes: Partial<SubjectReport>): SubjectReport {
  return {
    id: 'node',
    sdk: '@coxswain/client',
    version: '1.0.0',
    language: 'typescript',
    runtime: 'node 24.21.0',
    configuration: 'sqlite+memory',
    checks: 3,
    pass: 3,
    fail: 0,
    known: 0,
    not_applicable: 0,
    ...changes,
  }
}

/** A passing cell, for tests to vary. */
export function makeCell(changes: Partial<Cell>): Cell {
  return {
    scenario: 'agents/one',
    domain: 'agents',
    title: 'It is so',
    subject: 'node',
    version: '1.0.0',
    configuration: 'sqlite+memory',
    status: 'pass',
    checks: 3,
    failures: [],
    note: null,
    duration_ms: 12,
    ...changes,
  }
}

/** A green report of one subject and one scenario, for tests to vary. */
export function makeReport(changes: Partial<Report>): Report {
  return {
    schema_version: 1,
    started_at: '2026-11-21T03:00:00.000Z',
    duration_ms: 1400,
    configurations: ['sqlite+memory'],
    subjects: [makeSubject({})],
    totals: { scenarios: 1, checks: 3, pass: 3, fail: 0, known: 0, not_applicable: 0 },
    coverage: {
      operations: count,
      responses_server: count,
      responses_sdk: count,
      behaviours: count,
      transitions: count,
    },
    mutants: null,
    operators: null,
    differential: { compared: 0, divergences: 0, rewrites: 0 },
    fuzz: null,
    skew: null,
    cells: [makeCell({})],
    ...changes,
  }
}
