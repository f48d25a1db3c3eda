import { expect, test } from 'vitest'
import type { DecisionRecord } from './decision.ts'
import type { GuardPolicy } from './judge.ts'
import { policySet } from './policies-in-force.ts'
import { simulate } from './simulation.ts'

const decision = (id: string): DecisionRecord => ({
  orgId: 'org',
  id,
  request: {
    agentId: 'a',
    actionType: 'deploy',
    act: { type: 'shell', command: 'make deploy' },
    declaredRiskScore: null,
    reversible: null,
    systemsTouched: [],
    authorizationScope: null,
    evidence: [],
    branch: null,
    parentActionId: null,
  },
  actHash: '0'.repeat(64),
  decision: 'allow',
  reasons: [],
  matchedPolicies: [],
  riskScore: 40,
  computedRiskScore: 40,
  riskBreakdown: [],
  failClosed: false,
  grant: null,
  actionId: null,
  usedAt: null,
  expiresAt: 0,
  createdBy: null,
  createdAt: 0,
})

const blocking: GuardPolicy = {
  id: null,
  name: null,
  version: null,
  type: 'block_action_type',
  enforced: true,
  concerns: () => true,
  needs: null,
  match: () => ({ decision: 'block', because: 'blocks it' }),
}

test('a simulation that takes too long tells of the newest decisions, and that there are more', () => {
  let left = 2
  const goesOn = () => {
    left -= 1
    return left >= 0
  }
  const newestFirst = ['dec_3', 'dec_2', 'dec_1'].map(decision)
  const sets = { before: policySet([]), after: policySet([blocking]) }
  const past = { newestFirst, hasMore: false, chainOf: () => [] }
  const report = simulate(sets, past, goesOn)
  expect(report).toMatchObject({ examined: 2, changed: 2, stricter: 2, truncated: true })
  expect(report.changes.map(({ decision_id }) => decision_id)).toEqual(['dec_3', 'dec_2'])
  const whole = simulate(sets, past, () => true)
  expect(whole).toMatchObject({ examined: 3, truncated: false })
})
