import type { PolicyRuleInput } from '@coxswain/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compiled-policy.ts'
import { guardRequest } from './guard-request.ts'
import { type GuardPolicy, judge, type UnreadablePolicy } from './judge.ts'
import { type Outcome, outcomes, strictness } from './lattice.ts'
import { createSubject } from './subject.ts'
import { failure, type Verdict } from './verdict.ts'

const effect = fc.constantFrom('warn', 'require_approval', 'block')
const types = fc.subarray(['*', 'deploy', 'delete.*', 'refund'], { minLength: 1 })
const rules = fc.oneof(
  fc.record({
    type: fc.constant('risk_threshold' as const),
    threshold: fc.integer({ min: 1, max: 100 }),
    decision: effect,
  }),
  fc.record({ type: fc.constant('require_approval' as const), action_types: types }),
  fc.record({ type: fc.constant('block_action_type' as const), action_types: types }),
  fc.record({ type: fc.constant('warn_action_type' as const), action_types: types }),
  fc.record({
    type: fc.constant('protected_path' as const),
    paths: fc.subarray(['/etc/**', '/srv/**'], { minLength: 1 }),
    decision: effect,
  }),
  fc.record({
    type: fc.constant('allow_grant' as const),
    action_types: types,
    max_uses: fc.integer({ min: 1, max: 3 }),
    window_seconds: fc.constant(60),
  }),
)
const rule = rules.map((given): PolicyRuleInput => given)
const policy = (mode: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.uuid(), rule, mode, fc.constantFrom(null, ['a*'], ['b']))
    .map(([id, rule, mode, agents]): GuardPolicy | UnreadablePolicy =>
      compilePolicy({
        id,
        name: id,
        version: 1,
        mode,
        agentIds: JSON.stringify(agents),
        rule: JSON.stringify(rule),
      }),
    )
const enforced = policy(fc.constant('enforce'))
const monitoring = policy(fc.constant('monitor'))
const anyPolicy = policy(fc.constantFrom('enforce', 'monitor', 'unheard of'))
const verdict = fc.record<Verdict>({
  source: fc.constant('evaluator'),
  decision: fc.constantFrom<Outcome>(...outcomes),
  message: fc.string(),
})
const subject = fc
  .record({
    agent_id: fc.constantFrom('a1', 'b'),
    action_type: fc.constantFrom('deploy', 'delete.db', 'refund', 'read'),
    path: fc.constantFrom('/etc/passwd', '/srv/x', '/tmp/x'),
    score: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ score, path, ...given }) =>
    createSubject(guardRequest({ ...given, act: { type: 'file', operation: 'read', path } }), {
      riskScore: score,
      now: 0,
    }),
  )
const policies = fc.array(anyPolicy, { maxLength: 8 })
const verdicts = fc.array(verdict, { maxLength: 3 })

test('one more enforced policy never makes a decision milder', () => {
  fc.assert(
    fc.property(policies, enforced, subject, verdicts, (all, more, subject, verdicts) => {
      const before = judge(all, subject, verdicts).decision
      const after = judge([...all, more], subject, verdicts).decision
      expect(strictness(after)).toBeGreaterThanOrEqual(strictness(before))
    }),
  )
})

test('one more monitoring policy changes nothing but the reasons', () => {
  fc.assert(
    fc.property(policies, monitoring, subject, verdicts, (all, more, subject, verdicts) => {
      const before = judge(all, subject, verdicts)
      const after = judge([...all, more], subject, verdicts)
      expect(after).toMatchObject({
        decision: before.decision,
        failClosed: before.failClosed,
        grants: before.grants,
      })
      expect(after.reasons).toEqual(expect.arrayContaining([...before.reasons]))
    }),
  )
})

test('the order of policies and evaluators does not matter', () => {
  fc.assert(
    fc.property(policies, subject, verdicts, (all, subject, verdicts) => {
      const turned = judge(all.toReversed(), subject, verdicts.toReversed())
      expect(turned).toEqual(judge(all, subject, verdicts))
    }),
  )
})

test('the decision is one of the enforced reasons, the strictest, or allow without any', () => {
  fc.assert(
    fc.property(policies, subject, verdicts, (all, subject, verdicts) => {
      const { decision, reasons } = judge(all, subject, verdicts)
      const counted = reasons.filter(({ enforced }) => enforced)
      expect(counted.map((reason) => reason.decision)).toEqual(
        counted.length === 0 ? [] : expect.arrayContaining([decision]),
      )
      if (counted.length === 0) expect(decision).toBe('allow')
      const ranks = reasons.map((reason) => strictness(reason.decision as Outcome))
      expect(ranks).toEqual(ranks.toSorted((one, other) => other - one))
    }),
  )
})

test('what fails asks for approval at least, and says so', () => {
  fc.assert(
    fc.property(policies, subject, verdicts, (all, subject, verdicts) => {
      const { decision, failClosed } = judge(all, subject, [...verdicts, failure('broken')])
      expect(failClosed).toBe(true)
      expect(strictness(decision)).toBeGreaterThanOrEqual(strictness('require_approval'))
    }),
  )
})

describe('a policy that cannot be read', () => {
  const source = { id: 'pol_1', name: 'Mine', version: 4, mode: 'enforce', agentIds: 'null' }
  const asked = createSubject(
    guardRequest({ agent_id: 'a', action_type: 't', act: { type: 'sql', statement: 'SELECT 1' } }),
    { riskScore: 0, now: 0 },
  )
  const good = JSON.stringify({ type: 'warn_action_type', action_types: ['*'] })

  test.each([
    ['a rule that is no JSON', { rule: '{"type":' }],
    ['a rule of a type that a later version has', { rule: '{"type":"rate_limit","per":"hour"}' }],
    ['a rule with a field that a later version has', { rule: good.replace('{', '{"zone":"eu",') }],
    ['a rule without what it needs', { rule: '{"type":"warn_action_type"}' }],
    ['agent ids that are no globs', { rule: good, agentIds: '{"a":1}' }],
    ['a mode that nobody knows', { rule: good, mode: 'audit' }],
  ])('asks for approval by name: %s', (_what, given) => {
    const { decision, failClosed, reasons } = judge(
      [compilePolicy({ ...source, ...given })],
      asked,
      [],
    )
    expect([decision, failClosed]).toEqual(['require_approval', true])
    expect(reasons[0]).toMatchObject({ source: 'failure', enforced: true, policy_id: null })
    expect(reasons[0]?.message).toMatch(/^policy `Mine` \(pol_1\) can't be read/)
  })

  test('is one thing, and the same text that can be read another', () => {
    expect('unreadable' in compilePolicy({ ...source, rule: good })).toBe(false)
  })
})

test('a thousand policies are asked in a few milliseconds', () => {
  const rules: PolicyRuleInput[] = [
    { type: 'risk_threshold', threshold: 90, decision: 'block' },
    { type: 'block_action_type', action_types: ['delete.*', 'drop.*'] },
    { type: 'require_approval', action_types: ['deploy.prod.*'] },
    { type: 'protected_path', paths: ['/etc/**', '/home/*/.ssh/**'], decision: 'block' },
  ]
  const thousand = Array.from({ length: 1000 }, (_value, index) => ({
    id: `pol_${index}`,
    name: `policy ${index}`,
    version: 1,
    mode: 'enforce',
    agentIds: 'null',
    rule: JSON.stringify(rules[index % rules.length]),
  }))
  const act = { type: 'shell', command: 'cd /srv/app && make deploy TAG=2.1 > /tmp/log' } as const
  const request = guardRequest({ agent_id: 'a', action_type: 'deploy', act })
  const ask = () =>
    judge(thousand.map(compilePolicy), createSubject(request, { riskScore: 40, now: 0 }), [])
  expect(ask().decision).toBe('allow')
  // The quickest of many rounds: the others tell of what else the machine has to do.
  const rounds = Array.from({ length: 50 }, () => {
    const began = performance.now()
    ask()
    return performance.now() - began
  })
  expect(Math.min(...rounds)).toBeLessThan(5)
})
