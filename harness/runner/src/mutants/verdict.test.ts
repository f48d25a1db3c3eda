import { expect, test } from 'vitest'
import { makeResult } from '../testing/make-result.ts'
import { judgeRun } from './verdict.ts'

const passed = makeResult({})
const failure = { path: 'steps[0].ok', message: 'expected 1, got 2' }
const failed = makeResult({ failures: [failure] })

function raising(name: string) {
  const trace = { steps: [{ error: { class: name } }], wire: [], ledger: {} }
  return makeResult({ failures: [failure], trace })
}

test('a failed assertion kills', () => {
  expect(judgeRun(failed, passed)).toEqual({
    end: 'killed',
    scenario: 'agents/one',
    why: 'steps[0].ok: expected 1, got 2',
  })
  expect(judgeRun(passed, passed)).toBeUndefined()
})

test('a run that broke off proves nothing', () => {
  const dead = makeResult({ failures: [{ path: 'run', message: 'the driver ended (1)' }] })
  expect(judgeRun(dead, passed)).toMatchObject({ end: 'invalid', why: 'the driver ended (1)' })
  const later = makeResult({ failures: [failure, { path: 'run', message: 'late' }] })
  expect(judgeRun(later, passed)).toMatchObject({ end: 'killed' })
})

test('a crash of the SDK or of the server is no wrong answer, unless one was expected', () => {
  expect(judgeRun(raising('TypeError'), passed)).toMatchObject({ end: 'invalid' })
  expect(judgeRun(raising('APIError'), passed)).toMatchObject({ end: 'killed' })
  const expected = { ...raising('TypeError'), failures: [] }
  expect(judgeRun(raising('TypeError'), expected)).toMatchObject({ end: 'killed' })
  const crashed = makeResult({ failures: [failure], codes: ['internal_error'] })
  expect(judgeRun(crashed, passed)).toMatchObject({ end: 'invalid' })
})

test('a scenario that fails without the mutant kills nothing', () => {
  expect(judgeRun(failed, failed)).toMatchObject({ end: 'invalid' })
})
