import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askRule } from './rule-trial.ts'

const now = Date.parse('2026-02-13T18:00:00.000Z')
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString()
const rule = {
  type: 'require_evidence',
  action_types: ['deploy'],
  evidence: ['plan', 'test-report'],
  decision: 'block',
} as const
const actionType = 'deploy'
const plan = { type: 'plan', ref: 'a' }

test('each type that is missing is named', () => {
  expect(askRule(rule, { actionType })).toEqual({
    decision: 'block',
    because: 'blocks action type `deploy` without evidence of `plan`, `test-report`',
  })
  expect(askRule(rule, { actionType, evidence: [plan] })?.because).toBe(
    'blocks action type `deploy` without evidence of `test-report`',
  )
  const evidence = [plan, { type: 'test-report', ref: 'b' }]
  expect(askRule(rule, { actionType, evidence })).toBeNull()
  expect(askRule(rule, { actionType: 'read' })).toBeNull()
})

test('what is too old, of the future or of no time does not count where an age is asked for', () => {
  const aged = { ...rule, evidence: ['plan'], max_age_seconds: 60 }
  const ask = (collected_at: string | null) =>
    askRule(aged, { actionType, evidence: [{ ...plan, collected_at }] }, { now })
  expect([ask(at(-60)), ask(at(0)), ask(at(60))]).toEqual([null, null, null])
  const because = 'blocks action type `deploy` without fresh evidence of `plan`'
  for (const late of [at(-61), at(61), null]) expect(ask(late)?.because).toBe(because)
})

test('an act matches unless it comes with each type, whatever else it comes with', () => {
  const types = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(
      fc.uniqueArray(types, { minLength: 1 }),
      fc.array(types, { maxLength: 5 }),
      (evidence, given) => {
        const found = askRule(
          { ...rule, evidence },
          { actionType, evidence: given.map((type) => ({ type, ref: 'x' })) },
        )
        expect(found === null).toBe(evidence.every((type) => given.includes(type)))
      },
    ),
  )
})
