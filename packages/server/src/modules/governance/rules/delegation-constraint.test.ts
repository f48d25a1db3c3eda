import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noFacts } from './rule.ts'
import { askRule } from './rule-trial.ts'

const rule = {
  type: 'delegation_constraint',
  action_types: ['deploy'],
  max_depth: 1,
  decision: 'block',
} as const
const ask = (chain: readonly string[], given: object = {}) =>
  askRule({ ...rule, ...given }, { actionType: 'deploy' }, { facts: { ...noFacts, chain } })

test('an act that too many actions led to matches', () => {
  expect([ask([]), ask(['a'])]).toEqual([null, null])
  expect(ask(['a', 'b'])).toEqual({
    decision: 'block',
    because: 'blocks action type `deploy` that more than 1 actions led to',
  })
  expect(ask(['a'], { action_types: ['read'], max_depth: 0 })).toBeNull()
})

test('an act that an agent beyond the list led to matches, however far away', () => {
  const listed = { max_depth: 20, from_agents: ['planner-*'] }
  expect(ask(['planner-1', 'planner-2'], listed)).toBeNull()
  expect(ask(['planner-1', 'stranger'], listed)?.because).toBe(
    'blocks action type `deploy` that an action of agent `stranger` led to',
  )
})

test('a chain passes exactly when it is short enough and all of its agents are listed', () => {
  const agents = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(
      fc.array(agents, { maxLength: 21 }),
      fc.integer({ min: 0, max: 20 }),
      fc.uniqueArray(agents, { minLength: 1 }),
      (chain, max_depth, from_agents) => {
        const passes = chain.length <= max_depth && chain.every((one) => from_agents.includes(one))
        expect(ask(chain, { max_depth, from_agents }) === null).toBe(passes)
      },
    ),
  )
})
