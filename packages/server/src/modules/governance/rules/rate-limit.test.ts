import { expect, test } from 'vitest'
import { type Facts, noFacts } from './rule.ts'
import { askRule, trialPolicy } from './rule-trial.ts'

const rule = {
  type: 'rate_limit',
  action_types: ['refund'],
  max_actions: 3,
  window_seconds: 60,
  decision: 'require_approval',
} as const
const spent: Facts = { ...noFacts, spent: new Set([trialPolicy]) }
const ask = (given: object = {}, facts = spent, actionType = 'refund') =>
  askRule({ ...rule, ...given }, { actionType }, { facts })

test('an act matches once there is no room for it', () => {
  expect(ask()).toEqual({
    decision: 'require_approval',
    because: 'asks for approval of action type `refund` after 3 actions of the agent in 60 s',
  })
  expect(ask({ per: 'org' })?.because).toContain('after 3 actions of the org')
  expect(ask({}, noFacts)).toBeNull()
  expect(ask({}, { ...noFacts, spent: new Set(['pol_other']) })).toBeNull()
  expect(ask({}, spent, 'read')).toBeNull()
})
