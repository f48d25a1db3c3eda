import { readFileSync, writeFileSync } from 'node:fs'
import type { Artifact } from '../contract/artifact.ts'
import type { Operation } from '../contract/operation.ts'
import { requiredResponses } from '../contract/required-responses.ts'
import { type Scenario, transitionsOf } from '../scenario/scenario.ts'
import type { Report } from './report.ts'

/** Writes the document, or with `check` only compares it; returns what is wrong. */
export function keepParityDocument(
  path: string,
  document: string,
  { check }: { check: boolean },
): string[] {
  if (!check) writeFileSync(path, document)
  if (readFileSync(path, 'utf8') === document) return []
  return ['docs/sdk-parity.md is not what this run shows: run `npm run parity` and commit it']
}

/** `docs/sdk-parity.md`: what is proved for each SDK. Holds no times, so that it changes only with facts. */
export function drawParityDocument(
  artifact: Artifact,
  operations: readonly Operation[],
  scenarios: readonly Scenario[],
  report: Report,
): string {
  const subjects = report.subjects.map(({ id }) => id)
  const status = (ids: readonly string[], subject: string) => {
    const cells = report.cells.filter(
      (cell) => cell.subject === subject && ids.includes(cell.scenario),
    )
    if (cells.length === 0) return '–'
    if (cells.some((cell) => cell.status === 'fail')) return '✗'
    return cells.some((cell) => cell.status === 'known') ? 'known' : '✓'
  }
  const rows = artifact['x-behaviour'].rows
  const behaviours = rows.map((row) => {
    if (row.proved_by === 'package_test') {
      return [`${row.title} (\`${row.id}\`)`, ...subjects.map(() => 'package tests')]
    }
    const ids = scenarios.filter(({ proves }) => proves.includes(row.id)).map(({ id }) => id)
    return [`${row.title} (\`${row.id}\`)`, ...subjects.map((subject) => status(ids, subject))]
  })
  const calls = operations.map((operation) => {
    const ids = scenarios
      .filter(({ proves }) => proves.some((proof) => proof.split(' ')[0] === operation.id))
      .map(({ id }) => id)
    return [
      `\`${operation.id}\``,
      requiredResponses(operation).join(' '),
      ...subjects.map((subject) => status(ids, subject)),
    ]
  })
  const changes = artifact['x-transitions'].map((row) => {
    const ids = scenarios
      .filter((scenario) => transitionsOf(scenario).includes(row.id))
      .map(({ id }) => id)
    return [
      `${row.resource}: ${row.from ?? '–'} → ${row.to} (\`${row.id}\`)`,
      row.operation === null ? 'time' : `\`${row.operation}\``,
      ...subjects.map((subject) => status(ids, subject)),
    ]
  })
  return `<!-- Written by the parity suite from a green run. Do not edit. -->

# SDK parity

Written by the parity suite from contract ${artifact.info.version}; every mark is the outcome of scenarios
that ran against a live server. How to run it: [harness.md](harness.md).

| SDK | version | scenarios | checks | failed | known |
|---|---|---|---|---|---|
${report.subjects
  .map(({ id, sdk, version, checks, fail, known }) => {
    const own = report.cells.filter((cell) => cell.subject === id).length
    return `| ${id}: ${sdk} | ${version} | ${own} | ${checks} | ${fail} | ${known} |`
  })
  .join('\n')}

## Behaviour

${table(['behaviour', ...subjects], behaviours)}

## Operations

Each listed status was produced by the server, checked against the contract, and handled by the SDK.

${table(['operation', 'responses', ...subjects], calls)}

## Transitions

Each was brought about through the SDK and seen at the server, in what it committed.

${table(['transition', 'by', ...subjects], changes)}
`
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
