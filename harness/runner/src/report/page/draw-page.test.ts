import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readArtifact } from '../../contract/artifact.ts'
import { readOperations } from '../../contract/operation.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { makeCell, makeReport, makeSubject } from '../../testing/make-report.ts'
import { makeResult } from '../../testing/make-result.ts'
import { drawPage, withSection } from './draw-page.ts'
import type { Evidence, Matrix, PageHead } from './page-data.ts'

const evil = '</script><script>alert(1)</script><!--'
const scenario: Scenario = {
  id: 'agents/one',
  domain: 'agents',
  title: evil,
  proves: ['retry.after', 'agents.get 200', 'code:not_found'],
  steps: [{ call: 'agents.get', path: [evil] }],
}
const hello = { protocol_version: 1, sdk: evil, version: '1.0.0', language: 'x', runtime: 'y' }
const artifact = readArtifact()
const page = await drawPage({
  report: makeReport({
    subjects: [makeSubject({ sdk: evil })],
    cells: [makeCell({ title: evil })],
  }),
  runs: [
    {
      subject: { id: 'node', title: 'node', driver: { command: '', args: [] } },
      configuration: 'sqlite+memory',
      hello: { ...hello, capabilities: [] },
      results: [makeResult({ checked: [evil] })],
    },
  ],
  reasons: [evil],
  partial: false,
  artifact,
  operations: readOperations(artifact),
  scenarios: [scenario],
  mutants: [],
})

function inline(id: string): string {
  return new RegExp(`<script type="[^"]+" id="${id}">([^<]*)</script>`).exec(page)?.[1] ?? ''
}

function unpacked<Value>(id: string): Value {
  return JSON.parse(inflateRawSync(Buffer.from(inline(id), 'base64')).toString()) as Value
}

test('what a report holds can end no element and begin none', () => {
  expect(page.split('</script>')).toHaveLength(page.split('<script').length)
  expect(page).not.toContain('alert(1)</script>')
  expect((JSON.parse(inline('head')) as PageHead).reasons).toEqual([evil])
})

test('the matrix and the evidence come out as they went in', () => {
  const matrix = unpacked<Matrix>('matrix-0')
  expect(matrix.scenarios).toMatchObject([{ id: 'agents/one', title: evil }])
  expect(matrix.cells).toMatchObject([[{ status: 'pass', checks: 3 }]])
  const [evidence] = unpacked<Evidence[]>('evidence-0')
  expect(evidence?.definition).toContain(evil)
  expect(evidence?.runs[0]?.checked).toEqual([evil])
})

test('a scenario stands under everything that it proves', () => {
  const { sections } = unpacked<Matrix>('matrix-0')
  const features = sections.flatMap(({ groups }) => groups.flatMap((group) => group.features))
  const proved = features.filter(({ scenarios }) => scenarios.length > 0).map(({ id }) => id)
  expect(proved).toEqual(['retry.after', 'operation:agents.get', 'code:not_found'])
  expect(new Set(features.map(({ id }) => id)).size).toBe(features.length)
})

test('it may run its own script and style and fetch nothing', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
  const hash = (text = '') => `sha256-${createHash('sha256').update(text).digest('base64')}`
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain(`script-src '${hash(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1])}'`)
  expect(policy).toContain(`style-src '${hash(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1])}'`)
  expect(policy).not.toContain('unsafe')
})

test('a section that is told later is put in, and nothing else changes', () => {
  const changed = withSection(page, 'mutants', { total: 2, killed: 1, survivors: [evil] })
  expect(changed).not.toContain('alert(1)</script>')
  expect(changed.replace(/"mutants":\{[^}]*\}/, '"mutants":null')).toBe(page)
  expect(withSection('no page of ours', 'mutants', {})).toBe('no page of ours')
})
