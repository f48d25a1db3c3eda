import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileGlobs } from '../glob.ts'
import { askRule } from './rule-trial.ts'

const rule = {
  type: 'agent_allowlist',
  agent_ids: ['deployer-*', 'ops'],
  action_types: ['deploy.*'],
  decision: 'block',
} as const

test('an agent that is not listed gets the decision', () => {
  expect(askRule(rule, { actionType: 'deploy.web', agentId: 'writer-1' })).toEqual({
    decision: 'block',
    because: 'blocks action type `deploy.web` by agents that it does not list',
  })
  for (const agentId of ['deployer-1', 'ops'])
    expect(askRule(rule, { actionType: 'deploy.web', agentId })).toBeNull()
})

test('of any act exactly those match whose type is named and whose agent is not', () => {
  const ids = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 })
  const globs = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 4 }),
    { minLength: 1, maxLength: 3 },
  )
  fc.assert(
    fc.property(globs, globs, ids, ids, (agent_ids, action_types, agentId, actionType) => {
      const finding = askRule({ ...rule, agent_ids, action_types }, { agentId, actionType })
      const matches = compileGlobs(action_types)(actionType) && !compileGlobs(agent_ids)(agentId)
      expect(finding !== null).toBe(matches)
    }),
  )
})
