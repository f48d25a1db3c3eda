import type { Operation } from '../contract/operation.ts'
import { requiredResponses } from '../contract/required-responses.ts'
import { transitionsOf } from '../scenario/scenario.ts'
import { anchorOf, drawProofs, type ProofSources } from './proofs.ts'
import { isCellOf, type Report } from './report.ts'
import { isRed } from './status.ts'

export interface ParitySources extends ProofSources {
  operations: readonly Operation[]
  report: Report
}

/** `docs/sdk-parity.md`: what is proved for each SDK. Holds no times, so that it changes only with facts. */
export function drawParityDocument(sources: ParitySources): string {
  const { artifact, operations, scenarios, report } = sources
  const subjects = [...new Set(report.subjects.map(({ id }) => id))]
  const status = (ids: readonly string[], subject: string) => {
    const cells = report.cells.filter(
      (cell) => cell.subject === subject && ids.includes(cell.scenario),
    )
    if (cells.length === 0) return '–'
    if (cells.some((cell) => isRed(cell.status))) return '✗'
    if (cells.some((cell) => cell.status === 'known')) return 'known'
    return cells.every((cell) => cell.status === 'not_applicable') ? 'n.a.' : '✓'
  }
  const rows = artifact['x-behaviour'].rows
  const behaviours = rows.map((row) => {
    const name = `[${row.title}](#${anchorOf(row)}) (\`${row.id}\`)`
    if (row.proved_by === 'package_test') return [name, ...subjects.map(() => 'package tests')]
    const ids = scenarios.filter(({ proves }) => proves.includes(row.id)).map(({ id }) => id)
    return [name, ...subjects.map((subject) => status(ids, subject))]
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

| SDK | version | on | scenarios | checks | failed | known |
|---|---|---|---|---|---|---|
${report.subjects
  .map((subject) => {
    const { id, sdk, version, configuration, checks, fail, known } = subject
    const own = report.cells.filter((cell) => isCellOf(subject, cell)).length
    return `| ${id}: ${sdk} | ${version} | ${configuration} | ${own} | ${checks} | ${fail} | ${known} |`
  })
  .join('\n')}

## Behaviour

Each promise leads to what proves it, and to what was broken to see that the proof can fail.

${table(['behaviour', ...subjects], behaviours)}

## Operations

Each listed status was produced by the server, checked against the contract, and handled by the SDK.

${table(['operation', 'responses', ...subjects], calls)}

## Transitions

Each was brought about through the SDK and seen at the server, in what it committed.

${table(['transition', 'by', ...subjects], changes)}

${drawProofs(sources)}`
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
