import { expect, test } from 'vitest'
import type { Fields } from '../expect/value.ts'
import type { Exchange } from '../proxy/recording.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { makeResult } from '../testing/make-result.ts'
import { type Distribution, findGaps, Tally } from './tally.ts'

const scenario: Scenario = { id: 'fuzz/1-1', domain: 'fuzz', title: '', proves: [], steps: [] }
const wanted = { operations: ['agents.get'], transitions: ['action.allow'] }

function tallied(): Distribution {
  const tally = new Tally()
  const calls = Array.from({ length: 10 }, (_, outcome) => ({
    operation: 'agents.get',
    invalid: outcome < 3,
    outcome,
  }))
  const steps: Fields[] = calls.map(({ invalid }) =>
    invalid ? { error: { status: 422 } } : { ok: {} },
  )
  const trace = { steps, wire: [], ledger: { transitions: { 'action.allow': 1 } } }
  const exchanges = [{ fault: 'reset' }, { fault: null }] as Exchange[]
  const crash = { server: { fault: { operation: 'agents.get', kind: 'crash' } } } as const
  tally.add({ calls, scenario: { ...scenario, steps: [crash] } }, makeResult({ trace, exchanges }))
  return tally.distribution()
}

test('calls are counted by what was drawn and by how they ended, faults by what they were', () => {
  expect(tallied()).toEqual({
    steps_per_sequence: 10,
    invalid_percent: 30,
    success_percent: 70,
    operations: { 'agents.get': 10 },
    statuses: { '2xx': 7, '422': 3 },
    transitions: { 'action.allow': 1 },
    faults: { crash: 1, reset: 1 },
  })
})

test('figures that are enough lack nothing', () => {
  expect(findGaps(tallied(), wanted)).toEqual([])
})

test.each<[string, Partial<Distribution>]>([
  ['9.9 steps a sequence, not 10', { steps_per_sequence: 9.9 }],
  ['24.9 % invalid, not 25', { invalid_percent: 24.9 }],
  ['49.9 % successes, not 50', { success_percent: 49.9 }],
  ['agents.get was called 4 times, not 5', { operations: { 'agents.get': 4 } }],
  ['agents.get was called 0 times, not 5', { operations: {} }],
  ['transition action.allow was not visited', { transitions: {} }],
])('%s', (gap, figures) => {
  expect(findGaps({ ...tallied(), ...figures }, wanted)).toEqual([gap])
})
