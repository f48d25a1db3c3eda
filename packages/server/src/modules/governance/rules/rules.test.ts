import type { PolicyRuleInput } from '@coxswain/contract'
import { describe, expect, test } from 'vitest'
import { createSubject } from '../subject.ts'
import { anyRequest, askRule } from './rule-trial.ts'

describe('risk_threshold', () => {
  const rule = { type: 'risk_threshold', threshold: 40, decision: 'warn' } as const
  test('matches from its threshold on', () => {
    expect(askRule(rule, {}, { riskScore: 39 })).toBeNull()
    expect(askRule(rule, {}, { riskScore: 40 })).toEqual({
      decision: 'warn',
      because: 'warns of acts from risk score 40 on: this one has 40',
    })
  })
})

describe('require_approval', () => {
  const rule = { type: 'require_approval', action_types: ['delete.*', 'drop'] } as const
  const asked = { ...rule, action_types: [...rule.action_types] }
  test('matches its action types', () => {
    expect(askRule(asked)).toEqual({
      decision: 'require_approval',
      because: 'asks for approval of action type `delete.db`',
    })
    expect(askRule(asked, { actionType: 'drops' })).toBeNull()
  })
  test('matches from its least risk on', () => {
    expect(askRule({ ...asked, min_risk_score: 41 })).toBeNull()
    expect(askRule({ ...asked, min_risk_score: 40 })?.because).toContain('from risk score 40 on')
    expect(askRule({ ...asked, min_risk_score: null }, {}, { riskScore: 0 })).not.toBeNull()
  })
})

describe('block_action_type and warn_action_type', () => {
  test('match their action types, case by case', () => {
    const action_types = ['delete.*']
    expect(askRule({ type: 'block_action_type', action_types })).toEqual({
      decision: 'block',
      because: 'blocks action type `delete.db`',
    })
    expect(askRule({ type: 'warn_action_type', action_types })?.decision).toBe('warn')
    expect(
      askRule({ type: 'block_action_type', action_types }, { actionType: 'Delete.db' }),
    ).toBeNull()
  })
})

describe('allow_grant', () => {
  const rule = { type: 'allow_grant', action_types: ['delete.*'], max_uses: 3 } as const
  const granting = { ...rule, action_types: [...rule.action_types], window_seconds: 60 }
  test('grants its action types', () => {
    expect(askRule(granting)).toEqual({
      decision: 'allow',
      because: 'grants action type `delete.db`, 3 times in 60 s',
      grants: { maxUses: 3, windowSeconds: 60 },
    })
    expect(askRule(granting, { actionType: 'other' })).toBeNull()
  })
  test('grants exactly the acts that it names, where it names some', () => {
    const { actHash } = createSubject(anyRequest, { riskScore: 0, now: 0 })
    expect(askRule({ ...granting, act_hashes: ['0'.repeat(64)] })).toBeNull()
    expect(askRule({ ...granting, act_hashes: ['0'.repeat(64), actHash] })?.because).toBe(
      'grants exactly this act, 3 times in 60 s',
    )
  })
})

describe('protected_path', () => {
  const rule: PolicyRuleInput = {
    type: 'protected_path',
    paths: ['/a/**', '/b'],
    decision: 'block',
  }
  const file = (operation: 'read' | 'write' | 'delete', path: string) => {
    return { act: { type: 'file', operation, path } as const }
  }
  test('says which path, and what of the act it was', () => {
    expect(askRule(rule, { act: { type: 'shell', command: 'tar -cf- ../b/x' } })).toEqual({
      decision: 'block',
      because: 'blocks acts on `/b`',
    })
    expect(askRule(rule, { act: { type: 'shell', command: 'tar -cf- ../c/x' } })).toBeNull()
  })
  test('looks at its operations only, where a file is what the act is about', () => {
    const writing: PolicyRuleInput = { ...rule, operations: ['write', 'delete'] }
    expect(askRule(writing, file('read', '/a/x'))).toBeNull()
    expect(askRule(writing, file('write', '/a/x'))).not.toBeNull()
    expect(askRule(writing, file('delete', '/a/x'))).not.toBeNull()
    expect(askRule(rule, file('read', '/a/x'))).not.toBeNull()
    expect(askRule(writing, { act: { type: 'shell', command: 'cat /a/x' } })).not.toBeNull()
  })
  test('matches what nobody can tell', () => {
    const command = `${'$('.repeat(20)} x`
    expect(askRule(rule, { act: { type: 'shell', command } })?.because).toBe(
      'blocks acts whose paths nobody can tell',
    )
  })
})
