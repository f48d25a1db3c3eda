import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askRule } from './rule-trial.ts'

const now = Date.parse('2026-02-13T18:00:00.000Z')
const rule = {
  type: 'branch_freshness',
  action_types: ['merge'],
  max_commits_behind: 3,
  decision: 'require_approval',
} as const
const actionType = 'merge'
const branch = { name: 'fix', base: 'main', commits_behind: 3 }

test('an act without a branch matches, and one of another type does not', () => {
  expect(askRule(rule, { actionType })).toEqual({
    decision: 'require_approval',
    because: 'asks for approval of action type `merge` without a branch',
  })
  expect(askRule(rule, { actionType: 'read' })).toBeNull()
})

test('a branch that was compared too long ago, or nobody knows when, matches where an age is asked for', () => {
  const aged = { ...rule, max_age_seconds: 60 }
  const ask = (synced_at: string | null) =>
    askRule(aged, { actionType, branch: { ...branch, synced_at } }, { now })
  expect(ask(new Date(now - 60_000).toISOString())).toBeNull()
  for (const late of [new Date(now - 60_001).toISOString(), null])
    expect(ask(late)?.because).toContain('that nobody has compared with its base lately')
})

test('a branch matches from one commit more than it may be behind', () => {
  const numbers = fc.integer({ min: 0, max: 20 })
  fc.assert(
    fc.property(numbers, numbers, (commits_behind, max_commits_behind) => {
      const given = { actionType, branch: { ...branch, commits_behind } }
      const found = askRule({ ...rule, max_commits_behind }, given)
      expect(found !== null).toBe(commits_behind > max_commits_behind)
    }),
  )
})
