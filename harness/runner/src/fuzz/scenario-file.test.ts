import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Fields } from '../expect/value.ts'
import { harnessPath } from '../paths.ts'
import type { RunResult } from '../run/result.ts'
import type { Trace } from '../run/trace.ts'
import { compileSchema } from '../scenario/load.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { makeResult } from '../testing/make-result.ts'
import { writeScenarioFile } from './scenario-file.ts'

const check = compileSchema(harnessPath('scenarios/scenario.schema.json'))
const create: Step = { call: 'agents.upsert', path: ['a-1'], body: {}, as: 's0' }
const read: Step = { call: 'agents.get', path: [placeholder('s0.id')] }
const missing = { class: 'NotFoundError', status: 404, code: 'not_found', message: 'gone' }

function scenario(steps: Step[]): Scenario {
  return { id: 'fuzz/1-1', domain: 'fuzz', title: 'drawn', proves: [], client: {}, steps }
}

function write(steps: Step[], trace: Partial<Trace>, at?: string) {
  const result = makeResult({
    trace: { steps: [], wire: [], ledger: {}, ...trace },
    produced: ['agents.upsert 200', 'agents.get 404', 'GET /nothing 404'],
  })
  const divergence = at && {
    scenario: 'fuzz/1-1',
    between: [makeResult({}), makeResult({ subject: 'python-sync' })] as [RunResult, RunResult],
    path: at,
    values: ['', ''] as [string, string],
  }
  const file = parse(
    writeScenarioFile(scenario(steps), result, 'It differs', divergence || undefined),
  )
  expect(check(file)).toEqual([])
  return file
}

test('every call must end as it ended, and what the server answered is what is proved', () => {
  const background: Step = { ...read, background: 'b' }
  const file = write([create, background, { await: 'b' }, { forget_rules: true }], {
    steps: [{ ok: {} }, { error: missing }],
  })
  const ends = file.steps.map(({ expect: expected }: { expect?: Fields }) => expected)
  expect(ends).toEqual([
    { error: { $absent: true } },
    undefined,
    { error: { class: 'NotFoundError', status: 404, code: 'not_found' } },
    undefined,
  ])
  expect(file.proves).toEqual(['agents.upsert 200', 'agents.get 404'])
})

test('where subjects differ, it must be as it was for the one that it is written from', () => {
  const ok = { data: [{ id: 'a' }, { id: 'b', n: 1 }] }
  const file = write([create, read], { steps: [{ ok: {} }, { ok }] }, 'steps[1].ok.data[1].n')
  expect(file.steps[1].expect.ok).toEqual({ data: [{ $any: true }, { n: 1 }] })
  const wire = [{ query: 'a=1' }, { query: 'types=a&types=b' }]
  const other = write([create], { steps: [{ ok: {} }], wire }, 'wire[1].query')
  expect(other.expect).toEqual({ wire: [{ $any: true }, { query: 'types=a&types=b' }] })
})

test('what one has and the other lacks must be absent, and ids are known by their form', () => {
  const absent = write([create], { steps: [{ ok: { a: 1 } }] }, 'steps[0].ok.b')
  expect(absent.steps[0].expect.ok).toEqual({ b: { $absent: true } })
  const id = 'act_01KA8Z3G5W8Q0T4E6R2Y7V9N1M'
  const named = write([create], { steps: [{ ok: { text: `(${id})` } }] }, 'steps[0].ok.text')
  expect(named.steps[0].expect.ok).toEqual({ text: { $match: '^\\(.+\\)$' } })
})

test('what failed is told by what was expected of it', () => {
  const expected = { error: { status: 422 } }
  const result = makeResult({
    trace: { steps: [{ ok: {} }], wire: [], ledger: {} },
    failures: [{ path: 'steps[0].error', message: 'expected an object, got absent' }],
    produced: ['agents.upsert 200'],
  })
  const drawn = scenario([{ ...create, expect: expected }])
  expect(parse(writeScenarioFile(drawn, result, 'It is refused')).steps[0].expect).toEqual(expected)
})
