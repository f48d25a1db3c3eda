import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { listMutants } from '../mutants/catalogue.ts'
import { harnessPath, repositoryPath } from '../paths.ts'
import { loadScenarios } from '../scenario/load.ts'
import { readRules } from '../scenario/rules.ts'
import { makeCell, makeReport, makeSubject } from '../testing/make-report.ts'
import { drawParityDocument } from './parity-document.ts'

const artifact = readArtifact()
const operations = readOperations(artifact)
const scenarios = loadScenarios({
  folder: harnessPath('scenarios'),
  operations,
  behaviours: artifact['x-behaviour'].rows,
  transitions: artifact['x-transitions'],
  rules: readRules(),
})
const mutants = listMutants(harnessPath('mutants'))
const sources = { artifact, operations, scenarios, mutants }

/** The part of the document about one row. */
function proofsOf(document: string, id: string): string {
  return document.split('### ').find((part) => part.startsWith(`\`${id}\``)) ?? ''
}

test('every promise leads to files that are there', () => {
  const document = drawParityDocument({ ...sources, report: makeReport({}) })
  for (const { id, proved_by } of artifact['x-behaviour'].rows) {
    const text = proofsOf(document, id)
    const kinds = proved_by === 'scenario' ? ['scenarios', 'mutants'] : ['tests']
    for (const kind of kinds)
      expect(text, `${id} ${kind}`).toMatch(new RegExp(`- ${kind}:\n  - \\[`))
    for (const [, path] of text.matchAll(/\]\(\.\.\/([^)]+)\)/g)) {
      expect(existsSync(repositoryPath(path as string)), `${id}: ${path}`).toBe(true)
    }
  }
})

test('a template stands once, and a mutant with the file that lists it', () => {
  const document = drawParityDocument({ ...sources, report: makeReport({}) })
  const text = proofsOf(document, 'retry.statuses')
  expect(text.match(/scenarios\/faults\/storm-of-503\.yaml/g)).toHaveLength(1)
  expect(text).toContain('[node.retry.statuses](../harness/mutants/client-retry.yaml)')
})

test('a mark is the worst outcome of the scenarios behind it', () => {
  const ids = scenarios.filter(({ proves }) => proves.includes('retry.budget')).map(({ id }) => id)
  const cells = ids.flatMap((scenario, index) => [
    makeCell({ scenario }),
    makeCell({ scenario, subject: 'python', status: index === 0 ? 'known' : 'pass' }),
    makeCell({ scenario, subject: 'go', status: 'not_applicable' }),
  ])
  const subjects = ['node', 'python', 'go'].map((id) => makeSubject({ id }))
  const document = drawParityDocument({ ...sources, report: makeReport({ subjects, cells }) })
  expect(document).toMatch(/\(`retry\.budget`\) \| ✓ \| known \| n\.a\. \|/)
  expect(document).toMatch(/\(`runtime\.surface`\) \| package tests \| package tests \|/)
})
