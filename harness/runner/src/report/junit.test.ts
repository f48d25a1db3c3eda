import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { makeCell, makeReport } from '../testing/make-report.ts'
import { toJunit } from './junit.ts'

const schema = readFileSync(join(import.meta.dirname, 'junit.xsd'), 'utf8')

async function complaintsAbout(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema })
  return errors.map(({ message }) => message)
}

const odd = 'expected <a> & "b"\u0000, got \ud800 ]]> \uffff\non two lines'
const report = makeReport({
  cells: [
    makeCell({ duration_ms: 1234 }),
    makeCell({
      scenario: 'agents/two',
      status: 'fail',
      failures: [
        { path: 'steps[0].ok', message: odd },
        { path: 'wire', message: 'is not so' },
      ],
    }),
    makeCell({ scenario: 'agents/three', status: 'known', note: 'late (harbour)' }),
    makeCell({ scenario: 'agents/four', status: 'not_applicable', note: 'has no signals' }),
    makeCell({
      scenario: 'agents/five',
      status: 'not_implemented',
      note: 'call: none',
      failures: [{ path: 'run', message: 'call: none' }],
    }),
  ],
})

test('what is written is what readers of JUnit ask for', async () => {
  expect(await complaintsAbout(toJunit(report, ['one <reason>']))).toEqual([])
  expect(await complaintsAbout(toJunit(makeReport({}), []))).toEqual([])
  expect(await complaintsAbout(toJunit(makeReport({ subjects: [], cells: [] }), []))).toEqual([])
})

test('a suite counts, and tells the time in seconds', () => {
  const text = toJunit(report, [])
  expect(text).toContain(
    'name="parity node" timestamp="2026-11-21T03:00:00" hostname="localhost" tests="5" failures="2" errors="0" skipped="2" time="1.282"',
  )
  expect(text).toContain('<property name="version" value="1.0.0"/>')
  expect(text).toContain(
    '<testcase name="agents/one" classname="parity.node.agents" time="1.234"/>',
  )
})

test('a failure has its first line as message and all of them as text', () => {
  const text = toJunit(report, [])
  const told = 'steps[0].ok: expected &lt;a&gt; &amp; &quot;b&quot;?, got \ufffd ]]&gt; ?'
  expect(text).toContain(`<failure message="${told}&#10;on two lines" type="fail">${told}\non two`)
  expect(text).toContain('wire: is not so</failure>')
  expect(text).toContain('<failure message="call: none" type="not_implemented">')
})

test('what is known or n.a. is skipped, and says why', () => {
  const text = toJunit(report, [])
  expect(text).toContain('<skipped message="late (harbour)"/>')
  expect(text).toContain('<skipped message="has no signals"/>')
})

test.each([
  ['a case without a time', / time="1\.234"/, ''],
  ['a time in words', 'time="1.234"', 'time="1 s"'],
  ['a failure without a type', / type="fail"/, ''],
  ['an attribute that nobody knows', ' errors="0"', ' errors="0" colour="red"'],
  ['a control character', 'is not so', 'is \u0001 so'],
  ['an element in the wrong place', '<system-out/>', ''],
])('%s is refused', async (_, what, by) => {
  const text = toJunit(report, [])
  const broken = text.replace(what, by)
  expect(broken).not.toBe(text)
  expect(await complaintsAbout(broken)).not.toEqual([])
})
