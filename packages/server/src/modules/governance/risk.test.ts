import { type ActInput, riskTable } from '@coxswain/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type GuardRequest, guardRequest } from './guard-request.ts'
import { assessRisk } from './risk.ts'

const quiet = { failures: 0, drift: 0 }
const harmless: ActInput = { type: 'file', operation: 'read', path: '/srv/x' }
/** A request to which no rule of the table applies. */
const calm: GuardRequest = {
  ...guardRequest({ agent_id: 'a', action_type: 't', act: harmless }),
  reversible: true,
  authorizationScope: 'OPS-1',
}
const points = (given: Partial<GuardRequest>, recent = quiet) =>
  assessRisk({ ...calm, ...given }, recent).breakdown.map(({ rule, points }) => [rule, points])

test('an act to which no rule applies has no risk', () => {
  expect(assessRisk(calm, quiet)).toEqual({ score: 0, computed: 0, breakdown: [] })
})

/** For every rule, what makes it apply and nothing else but what that act is anyway. */
const cases: [string, Partial<GuardRequest>, typeof quiet, number][] = [
  ['irreversible', { reversible: false }, quiet, 30],
  ['reversibility_unknown', { reversible: null }, quiet, 10],
  ['systems_touched', { systemsTouched: ['x', 'y'] }, quiet, 5],
  ['systems_touched', { systemsTouched: [...'abcdefgh'] }, quiet, 20],
  ['act_shell', { act: { type: 'shell', command: 'ls' } }, quiet, 20],
  ['act_sql', { act: { type: 'sql', statement: 'SELECT 1' } }, quiet, 15],
  ['act_http_write', { act: { type: 'http', method: 'POST', url: 'https://x' } }, quiet, 10],
  ['act_file_change', { act: { type: 'file', operation: 'write', path: 'x' } }, quiet, 10],
  ['act_tool_call', { act: tool('github', 'list') }, quiet, 10],
  ['act_custom', { act: { type: 'custom', name: 'pay', data: {} } }, quiet, 10],
  ['destructive_pattern', { act: { type: 'shell', command: 'rm -rf /srv' } }, quiet, 30],
  ['destructive_pattern', { act: { type: 'sql', statement: 'drop table x' } }, quiet, 30],
  ['destructive_pattern', { act: { type: 'http', method: 'DELETE', url: 'x' } }, quiet, 30],
  ['destructive_pattern', { act: { type: 'file', operation: 'delete', path: 'x' } }, quiet, 30],
  ['destructive_pattern', { act: tool('github', 'delete_repository') }, quiet, 30],
  ['destructive_pattern', { act: { type: 'custom', name: 'purge', data: {} } }, quiet, 30],
  ['elevated_privileges', { act: { type: 'shell', command: 'sudo ls' } }, quiet, 15],
  ['no_authorization_scope', { authorizationScope: null }, quiet, 10],
  ['recent_failures', {}, { failures: 1, drift: 0 }, 5],
  ['recent_failures', {}, { failures: 9, drift: 0 }, 20],
  ['recent_drift', {}, { failures: 0, drift: 9 }, 10],
]

describe('every rule of the table adds its points', () => {
  test.each(cases)('%s %j %j: %i', (rule, given, recent, expected) => {
    const found = points(given, recent)
    expect(found).toContainEqual([rule, expected])
    expect(new Set(found.map(([name]) => name))).toEqual(
      new Set([rule, ...(given.act === undefined ? [] : ofKind(given.act, found))]),
    )
  })

  test('and each has a case here', () => {
    expect(new Set(cases.map(([rule]) => rule))).toEqual(
      new Set(riskTable.rules.map(({ id }) => id)),
    )
  })
})

test('the larger of the declared and the computed score counts', () => {
  const score = (declaredRiskScore: number) =>
    assessRisk({ ...calm, reversible: false, declaredRiskScore }, quiet)
  expect(score(20)).toMatchObject({ score: 30, computed: 30 })
  expect(score(80)).toMatchObject({ score: 80, computed: 30 })
})

test('no score is beyond the cap, and the points explain it', () => {
  const worst = assessRisk(
    {
      ...guardRequest({ agent_id: 'a', action_type: 't', act: harmless }),
      act: { type: 'shell', command: 'sudo rm -rf /' },
      reversible: false,
      systemsTouched: [...'abcdefgh'],
    },
    { failures: 9, drift: 9 },
  )
  expect(worst.computed).toBe(100)
  expect(worst.breakdown.map(({ description }) => description)).toContain(
    'The act looks destructive: recursive or forced removal.',
  )
  const kinds = fc.constantFrom(...cases.map(([, given]) => given))
  fc.assert(
    fc.property(kinds, kinds, fc.nat(20), fc.nat(20), (one, other, failures, drift) => {
      const { computed, breakdown } = assessRisk({ ...calm, ...one, ...other }, { failures, drift })
      const sum = breakdown.reduce((total, { points }) => total + points, 0)
      expect(computed).toBe(Math.min(100, sum))
    }),
  )
})

function tool(server: string, name: string): ActInput {
  return { type: 'tool_call', server, name, arguments: {} }
}

/** What an act costs for its kind alone. */
function ofKind(act: ActInput, found: (string | number)[][]): (string | number | undefined)[] {
  return found.map(([name]) => name).filter((name) => String(name).startsWith(`act_${act.type}`))
}
